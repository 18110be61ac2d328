"""Costs of a month entered by hand (docs/rulebook.md S3). A wrong entry is taken back and entered again; both stay in the history."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting
from csd.errors import Refused
from csd.models import Employee
from csd.months import Month
from payroll.costs.models import Cost, CostKind
from payroll.entering.services import entered_before, keep_entry, refuse_amount, refuse_approved
from payroll.sales.models import Campaign
from payroll.sales.selectors import campaign_with_code


@transaction.atomic
def enter_cost(*, month: Month, kind: str, amount: Decimal, note: str, key: str, actor: Employee, campaign: str = "") -> Cost:
    """Add a cost to a month that is open; promotion may name a campaign of that month."""
    with acting(actor, "cost.enter"):
        sent_before = entered_before(Cost, actor, key)
        if sent_before is not None:
            return sent_before
        refuse_approved(month)
        refuse_amount(amount)
        if kind not in CostKind.values:
            raise Refused("no_kind", _("There is no such kind of cost."))
        named = _campaign(campaign.strip(), month, kind) if campaign.strip() else None
        made = Cost.objects.create(month=month, kind=kind, amount=amount, note=note.strip(), campaign=named)
        keep_entry(made, actor, key)
        return made


@transaction.atomic
def take_back_cost(*, cost_id: int, actor: Employee) -> bool:
    """Take a cost out of a month that is open; what it was and who took it out is kept. False when it is gone already."""
    with acting(actor, "cost.enter"):
        found = Cost.objects.filter(pk=cost_id).first()
        if found is None:
            return False
        refuse_approved(found.month)
        gone, _by_model = Cost.objects.filter(pk=cost_id).delete()
        return bool(gone)


def _campaign(code: str, month: Month, kind: str) -> Campaign:
    found = campaign_with_code(code)
    if found is None:
        raise Refused("no_campaign", _("There is no campaign “%(name)s”."), name=code[:64])
    if kind != CostKind.PROMOTION or found.month != month:
        raise Refused("other_month", _("A campaign is named by promotion costs of its own month."))
    return found
