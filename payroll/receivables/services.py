"""Receivables settled outside the payroll (docs/rulebook.md P16): entries beside the payslip, which itself never changes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd import formats
from csd.access.acting import acting, concerns
from csd.errors import Refused
from csd.models import Employee
from csd.money import ZERO, half_up
from csd.months import Month
from csd.work.services import lock_month
from payroll.receivables.models import Settlement
from payroll.receivables.selectors import receivables

OWN_RECEIVABLE = ("own_receivable", _("%(person)s owes this, so somebody else records what was settled."))


@transaction.atomic
def settle_receivable(
    *, month: Month, employee: Employee, amount: Decimal, settled_on: date, note: str, key: str, actor: Employee
) -> Settlement:
    """Record that an amount of a receivable was settled; below zero takes back what was recorded wrongly.

    Refused where nothing is owed, for more than is still owed (or taken back), and for one's own receivable.
    """
    with acting(actor, "receivable.settle", about=concerns(employee, OWN_RECEIVABLE)):
        lock_month(month)
        sent_before = Settlement.objects.filter(recorded_by=actor, key=key).first()
        if sent_before is not None:
            return sent_before
        owed = {row.employee_no: row.amount for row in receivables(month)}.get(employee.employee_no)
        if owed is None:
            raise Refused("nothing_owed", _("%(person)s owes nothing of %(month)s."), person=str(employee), month=str(month))
        _refuse(amount, settled_on, note)
        settled = Settlement.objects.filter(month=month, employee=employee).aggregate(Sum("amount"))["amount__sum"] or ZERO
        if not ZERO <= settled + amount <= owed:
            raise Refused(
                "too_much", _("Of %(owed)s, %(settled)s is settled already."), owed=formats.money(owed), settled=formats.money(settled)
            )
        return Settlement.objects.create(
            month=month, employee=employee, amount=amount, settled_on=settled_on, note=note.strip(), key=key, recorded_by=actor
        )


def _refuse(amount: Decimal, settled_on: date, note: str) -> None:
    if not amount.is_finite() or not amount or half_up(amount) != amount:
        raise Refused("amount", _("An amount is a number other than 0 with at most two decimals."))
    if settled_on > timezone.localdate():
        raise Refused("in_future", _("The day on which it was settled lies ahead."))
    if not note.strip():
        raise Refused("note_needed", _("Say how it was settled."))
