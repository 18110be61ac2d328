"""Nets below zero of approved months (docs/rulebook.md P16): nothing is paid, the shortfall is to be settled outside the payroll.

They are kept only on the slips, which never change; what was settled are entries beside them (Settlement).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from csd.database.rows import rows_of
from csd.models import Attempt, Employee
from csd.money import ZERO
from csd.months import Month
from csd.organisation.standing import employee_by_number
from payroll.receivables.models import Settlement


class Receivable(NamedTuple):
    """What a person owes the company for a month, in yuan, above 0."""

    month: Month
    employee_no: str
    name: str
    amount: Decimal


_RECEIVABLES = """
    SELECT r.month, e.employee_no, e.name, -s.net FROM payroll_run r
    JOIN payroll_payslip s ON s.attempt_id = r.attempt_id JOIN csd_employee e ON e.id = s.employee_id
    WHERE r.state IN ('approved', 'paid') AND s.net < 0 AND (%(month)s::date IS NULL OR r.month = %(month)s)
    ORDER BY r.month, e.employee_no COLLATE "C"
"""
_PAID = "SELECT count(*), coalesce(sum(net), 0) FROM payroll_payslip WHERE attempt_id = %s AND net > 0"


def receivables(month: Month | None = None) -> list[Receivable]:
    """The receivables of an approved month, or of all."""
    found = rows_of(_RECEIVABLES, {"month": month.first if month else None})
    return [Receivable(Month.of(first), *rest) for first, *rest in found]


def payment_of(attempt: Attempt) -> dict[str, object]:
    """What paying a month comes to: how many people, Σ of the nets above zero, and the receivables by employee number."""
    people, amount = rows_of(_PAID, [attempt.pk])[0]
    owed = {row.employee_no: str(row.amount) for row in receivables(attempt.month)}
    return {"people": people, "amount": str(amount), "receivables": owed}


@dataclass(frozen=True)
class Owed:
    """A receivable with what was settled of it, oldest first."""

    month: Month
    employee: Employee
    amount: Decimal
    settlements: Sequence[Settlement]

    @property
    def settled(self) -> Decimal:
        """How much was settled."""
        return sum((entry.amount for entry in self.settlements), ZERO)

    @property
    def rest(self) -> Decimal:
        """How much is still owed."""
        return self.amount - self.settled


def owed_by(month: Month, employee_no: str) -> Owed | None:
    """What somebody owes for a month; None where they owe nothing."""
    employee = employee_by_number(employee_no) if "\0" not in employee_no else None
    amount = next((row.amount for row in receivables(month) if row.employee_no == employee_no), None)
    if employee is None or amount is None:
        return None
    entries = Settlement.objects.filter(month=month, employee=employee).select_related("recorded_by").order_by("id")
    return Owed(month, employee, amount, list(entries))
