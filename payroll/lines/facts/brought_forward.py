"""What a person brings into a month from before: the sales carry (P3), the sums of the calendar year (P15), the net to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from csd.database.rows import rows_of
from csd.money import ZERO
from csd.months import Month
from csd.work.context import AttemptContext


class Carry(NamedTuple):
    """An amount ≤ 0 in yuan and the row it comes from: `slip` or `opening` and its id, or nothing."""

    amount: Decimal
    source: dict[str, int]


class YearSoFar(NamedTuple):
    """The calendar year before this month: months with a payslip, gross, insurance, special deductions, tax; and the source."""

    months: int
    gross: Decimal
    insurance: Decimal
    special: Decimal
    tax: Decimal
    source: dict[str, int]


class Brought(NamedTuple):
    """All that a person brings; `net` is that of the month before, None where there was no payslip then."""

    carry: Carry = Carry(ZERO, {})
    year: YearSoFar = YearSoFar(0, ZERO, ZERO, ZERO, ZERO, {})
    net: Decimal | None = None


_SLIP = "s.id, a.month, s.net, s.carry_after, s.months_in_year, s.gross_in_year, s.insurance_in_year, s.special_in_year, s.tax_in_year"
# nearly everyone has a slip of the month before; only the others are looked for further back
_MONTH_BEFORE = f"""
    SELECT s.employee_id, {_SLIP} FROM csd_attempt a JOIN payroll_payslip s ON s.attempt_id = a.id
    WHERE a.month = %(month)s AND a.state = 'done' AND s.employee_id = ANY(%(people)s)
"""
_EARLIER = f"""
    SELECT p.id, n.* FROM unnest(%(people)s::bigint[]) AS p(id)
    CROSS JOIN LATERAL (
        SELECT {_SLIP} FROM payroll_payslip s JOIN csd_attempt a ON a.id = s.attempt_id
        WHERE s.employee_id = p.id AND a.state = 'done' AND a.month < %(month)s
        ORDER BY a.month DESC LIMIT 1
    ) n
"""
_OPENING = """
    SELECT employee_id, id, year, months, gross, social_housing, special, tax, sales_carry FROM payroll_openingbalance
    WHERE employee_id = ANY(%(people)s) AND id <= %(highest)s ORDER BY employee_id, year
"""


def carries_of(context: AttemptContext, people: Sequence[int]) -> dict[int, Carry]:
    """Employee id → sales carry into the month: after the newest slip, else of the newest opening balance, else 0."""
    return {person: brought.carry for person, brought in brought_forward(context, people).items()}


def brought_forward(context: AttemptContext, people: Sequence[int]) -> dict[int, Brought]:
    """Employee id → what they bring (P15: opening balances of the run's own year)."""
    opening = {"people": list(people), "highest": context.highest("payroll_openingbalance")}
    found = dict.fromkeys(people, Brought())
    for person, row, year, months, gross, insurance, special, tax, carry in rows_of(_OPENING, opening):
        so_far = YearSoFar(months, gross, insurance, special, tax, {"opening": row}) if year == context.month.year else found[person].year
        found[person] = Brought(Carry(carry, {"opening": row}), so_far)
    for person, slip, month, net, carry, *sums in _newest_slips(context, people):
        so_far = YearSoFar._make([*sums, {"slip": slip}]) if month.year == context.month.year else found[person].year
        found[person] = Brought(Carry(carry, {"slip": slip}), so_far, net if Month.of(month) == context.month - 1 else None)
    return found


def _newest_slips(context: AttemptContext, people: Sequence[int]) -> list[tuple[Any, ...]]:
    """(person, slip, its month, net, carry after, sums of the year) of the newest slip before the month, of an attempt that stands."""
    slips = rows_of(_MONTH_BEFORE, {"people": list(people), "month": (context.month - 1).first})
    have = {row[0] for row in slips}
    return slips + rows_of(_EARLIER, {"people": [p for p in people if p not in have], "month": (context.month - 1).first})
