"""The keys of campaigns and sales that `manage.py keys` looks at."""

from __future__ import annotations

from csd.key_repair.registry import SEALED, KeyColumn
from payroll.sales.models import Campaign, Sale

_APPROVED = "EXISTS (SELECT FROM csd_monthlock m WHERE m.approved AND m.month = {month})"
_OF_CAMPAIGN, _OF_SALE = "t.month", "date_trunc('month', t.date)::date"
KEYS = (
    KeyColumn("campaigns", "campaign", Campaign, "code", held={SEALED: _APPROVED.format(month=_OF_CAMPAIGN)}, month=_OF_CAMPAIGN),
    # an order that one approved month counts keeps its number in every month, or its refund would be of another order
    KeyColumn("sales", "order_no", Sale, "order_no", held={SEALED: _APPROVED.format(month=_OF_SALE)}, month=_OF_SALE),
)
