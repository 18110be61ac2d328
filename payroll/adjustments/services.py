"""Adjustments: a line of an approved month is corrected in a later one (docs/rulebook.md P17), proposed by one, approved by another.

Every function takes who acts, checks the right on today's standing and locks the month that pays.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.acting import Interest, acting, concerns, refuse_interest
from csd.access.permissions import may
from csd.errors import Refused
from csd.models import Employee
from csd.money import half_up
from csd.months import Month
from csd.organisation.standing import standing_of
from csd.work.services import lock_month
from payroll.adjustments.models import Adjustment
from payroll.entering.services import entered_before, keep_entry
from payroll.lines.rules import PAYSLIP
from payroll.runs.models import Run, RunState

AMOUNT_BELOW = Decimal("1000000000")
OWN_PROPOSAL = ("own_proposal", _("%(person)s proposed this, so somebody else approves it."))
OWN_APPROVAL = (
    "own_adjustment",
    _("This is %(person)s's own pay, so somebody else approves it: another of finance, or the general manager."),
)
OWN_WITHDRAWAL = (
    "own_adjustment",
    _("This is %(person)s's own pay, so somebody else withdraws it: another of finance, or the general manager."),
)


@transaction.atomic
def propose_adjustment(
    *, month: Month, employee: Employee, corrects: Month, line: str, amount: Decimal, reason: str, actor: Employee, key: str = ""
) -> Adjustment:
    """Propose to pay (or, if negative, to take back) an amount in `month` that corrects a line of the approved month `corrects`.

    With a `key` the same form sent twice is one proposal.
    """
    with acting(actor, "adjustment.propose"):
        sent_before = entered_before(Adjustment, actor, key) if key else None
        if sent_before is not None:
            return sent_before
        _refuse_amount(amount)
        if not reason.strip():
            raise Refused("reason_needed", _("Say why the line is corrected."))
        if line not in {formula.name for formula in PAYSLIP.at(corrects).money}:
            raise Refused("no_such_line", _("A payslip has no line “%(line)s”."), line=line[:40])
        if corrects >= month:
            raise Refused(
                "not_later", _("%(corrects)s is corrected in a later month, not in %(month)s."), corrects=str(corrects), month=str(month)
            )
        if not Run.objects.filter(month=corrects, state__in=(RunState.APPROVED, RunState.PAID)).exists():
            raise Refused("not_approved", _("%(corrects)s is not approved: correct its rows and compute it again."), corrects=str(corrects))
        _open(month)
        made = Adjustment.objects.create(
            month=month, employee=employee, corrects=corrects, line=line, amount=amount, reason=reason.strip(), proposed_by=actor
        )
        if key:
            keep_entry(made, actor, key)
        return made


@transaction.atomic
def approve_adjustment(*, adjustment: Adjustment, actor: Employee) -> Adjustment:
    """Approve what somebody else has proposed for somebody else; it is paid when its month is computed (again)."""
    about = (concerns(adjustment.proposed_by_id, OWN_PROPOSAL), concerns(adjustment.employee_id, OWN_APPROVAL))
    with acting(actor, "adjustment.approve", about=about):
        found = _pending(adjustment)
        if found.approved_at is not None:
            raise Refused("approved_already", _("Nothing was changed: somebody has approved this adjustment already."))
        found.approved_by, found.approved_at = actor, timezone.now()
        found.save(update_fields=["approved_by", "approved_at"])
        return found


@transaction.atomic
def withdraw_adjustment(*, adjustment: Adjustment, actor: Employee, reason: str) -> Adjustment:
    """Take an adjustment back, approved or not, while its month is open: it stays on record and is not paid.

    Nobody withdraws what pays themselves more or less, except their own request while it waits.
    """
    proposes = may(standing_of(actor, timezone.localdate()), "adjustment.propose")
    with acting(actor, "adjustment.propose" if proposes else "adjustment.approve"):
        if not reason.strip():
            raise Refused("reason_needed", _("Say why the adjustment is withdrawn."))
        found = _pending(adjustment)
        refuse_interest(actor, withdrawal_concerns(found))
        found.withdrawn_by, found.withdrawn_at, found.withdrawn_reason = actor, timezone.now(), reason.strip()
        found.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
        return found


def withdrawal_concerns(adjustment: Adjustment) -> Interest:
    """Whose pay a withdrawal changes; nobody's if they asked for it themselves and nobody has agreed yet."""
    own_request = adjustment.approved_at is None and adjustment.proposed_by_id == adjustment.employee_id
    return concerns(None if own_request else adjustment.employee_id, OWN_WITHDRAWAL)


def _refuse_amount(amount: Decimal) -> None:
    if not amount.is_finite() or not amount or abs(amount) >= AMOUNT_BELOW or half_up(amount) != amount:
        raise Refused("amount", _("An adjustment is an amount other than 0 with at most two decimals."))


def _open(month: Month) -> None:
    if lock_month(month).approved:
        raise Refused("approved", _("%(month)s is approved already: pay the adjustment in a later month."), month=str(month))


def _pending(adjustment: Adjustment) -> Adjustment:
    """The adjustment as it is now, locked; Refused when it was withdrawn or its month is approved."""
    _open(adjustment.month)
    found = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
    if found.withdrawn_at is not None:
        raise Refused("withdrawn", _("Nothing was changed: this adjustment was withdrawn."))
    return found
