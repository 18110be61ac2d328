"""The list of a month's costs (docs/rulebook.md S3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.access.permissions import may
from csd.database.rows import Query
from csd.lists.declared import Arguments, Filter, Listing
from csd.lists.paging import Key
from csd.lists.tables import Column
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.costs.models import CostKind

_COSTS = """
    SELECT k.id, k.kind, k.amount, c.code AS campaign, k.note, coalesce(e.name, b.loaded_by, '') AS entered_by
    FROM payroll_cost k LEFT JOIN payroll_campaign c ON c.id = k.campaign_id LEFT JOIN csd_importbatch b ON b.id = k.batch_id
    LEFT JOIN payroll_entry n ON n."table" = 'payroll_cost' AND n.row = k.id LEFT JOIN csd_employee e ON e.id = n.author_id
    WHERE k.month = %(month)s
"""


def _query(who: Standing, arguments: Arguments) -> Query:
    return Query(_COSTS, {"month": Month.parse(arguments["month"]).first})


COSTS = Listing(
    "costs",
    _("Costs"),
    lambda who: may(who, "cost.see"),
    _query,
    (
        Column(_("Kind"), words=dict(CostKind.choices), key="kind", sort="kind"),
        Column(_("Amount"), "money", key="amount", sort="amount"),
        Column(_("Campaign"), key="campaign"),
        Column(_("Note"), key="note"),
        Column(_("Entered by"), key="entered_by", minor=True),
    ),
    {
        "kind": (Key("kind"), Key("id", "bigint")),
        "amount": (Key("amount", "numeric"), Key("id", "bigint")),
    },
    search=("note", "campaign"),
    search_label=_("Note or campaign"),
    filters=(Filter("kind", _("Kind"), dict(CostKind.choices), "kind = %(filter_kind)s", chips=True),),
    empty=(_("No costs in this month"), _("Enter promotion, courier and other costs; the waterfall takes them off.")),
)
LISTINGS = (COSTS,)
