"""The facts of a chunk of people that payslip lines are computed from, each with the rows that prove it.

To give lines a new fact: add it to `_facts` with its source in `_sources`; the check (payroll.runs.check) re-adds sources.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from csd.copying import rows_of
from csd.money import ZERO
from csd.work.context import AttemptContext
from payroll.runs.carries import Carry, YearSoFar, brought_forward


class Row(NamedTuple):
    """A person of the chunk: frozen place, terms, sales and score side by side."""

    employee: int
    terms: int
    employed: int
    on_last_day: bool
    base_salary: Decimal
    plan: str
    guarantee: Decimal
    social_base: Decimal | None
    housing_base: Decimal | None
    housing_rate: Decimal
    special_deduction: Decimal
    kind: str
    net_sales: Decimal
    sales_rows: int
    sales_weighted: Decimal
    sales_highest: int
    score: int
    unpaid_days: str
    holiday_minutes: int
    action: str


_ROWS = """
    SELECT p.employee_id, t.id, p.employed, p.on_last_day, t.base_salary, t.plan, coalesce(t.guarantee, 0), t.social_base, t.housing_base,
           coalesce(t.housing_rate, 0), t.special_deduction, d.kind, coalesce(a.net, 0), coalesce(a.rows, 0), coalesce(a.weighted, 0),
           coalesce(a.highest, 0), s.id, s.unpaid_days, s.holiday_minutes, s.action
    FROM csd_attemptperson p
    JOIN csd_terms t ON t.id = p.terms_id
    JOIN csd_department d ON d.id = t.department_id
    JOIN attendance_monthscore s ON s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id
    LEFT JOIN payroll_agentsales a ON a.attempt_id = p.attempt_id AND a.employee_id = p.employee_id
    WHERE p.attempt_id = %s AND p.place >= %s AND p.place < %s AND p.employed > 0 AND p.problem = ''
    ORDER BY p.place
"""
_SHARES = """
    SELECT s.employee_id, o.name, o.id, s.amount FROM payroll_poolshare s JOIN payroll_pool o ON o.id = s.pool_id
    WHERE o.attempt_id = %s AND s.employee_id = ANY(%s) ORDER BY o.id
"""
_CAMPAIGNS = """
    SELECT c.owner_id, r.id, c.code, r.margin, c.budget FROM payroll_campaignresult r JOIN payroll_campaign c ON c.id = r.campaign_id
    WHERE r.attempt_id = %s AND c.owner_id = ANY(%s) ORDER BY c.code
"""
_SPECIALS = "SELECT employee_id, id, amount FROM payroll_special WHERE month = %s AND id <= %s AND employee_id = ANY(%s) ORDER BY id"
_ADJUSTMENTS = """
    SELECT employee_id, id, amount FROM payroll_adjustment
    WHERE month = %s AND id <= %s AND approved_by_id IS NOT NULL AND employee_id = ANY(%s) ORDER BY id
"""


@dataclass(frozen=True)
class Person:
    """A person's facts by name, as the formulas declare them, and the sources that prove them."""

    employee: int
    terms: int
    kind: str
    facts: dict[str, Any]
    sources: dict[str, Any]


class _Extra:
    """What a person has beside the row: pool shares, campaigns, specials, adjustments."""

    def __init__(self) -> None:
        self.shares: dict[str, Decimal] = {"order": ZERO, "bonus": ZERO}
        self.campaigns: list[tuple[str, Decimal, Decimal]] = []
        self.amounts: dict[str, Decimal] = {"specials": ZERO, "adjustments": ZERO}
        self.sources: dict[str, Any] = {}

    def share(self, name: str, pool: int, amount: Decimal) -> None:
        """A share of a pool called `order:KIND` or `bonus:POOL`."""
        sort = name.partition(":")[0]
        self.shares[sort] += amount
        self.sources.setdefault(f"{sort}_share", []).append([pool, str(amount)])

    def add(self, fact: str, row: int, amount: Decimal) -> None:
        """A row whose amount adds to a fact."""
        self.amounts[fact] += amount
        self.sources.setdefault(fact, []).append([row, str(amount)])


def people_of(context: AttemptContext, low: int, high: int) -> list[Person]:
    """The people of the places [low, high) who get a payslip."""
    rows = [Row(*row) for row in rows_of(_ROWS, [context.attempt_id, low, high])]
    ids = [row.employee for row in rows]
    extras = _extras(context, ids)
    before = brought_forward(context, ids)
    workdays = len(context.workdays)
    people = []
    for row in rows:
        carry, year = before[row.employee]
        extra = extras[row.employee]
        facts = _facts(row, extra, carry, year, workdays)
        people.append(Person(row.employee, row.terms, row.kind, facts, _sources(row, extra, carry, year)))
    return people


def _extras(context: AttemptContext, ids: list[int]) -> dict[int, _Extra]:
    attempt, first = context.attempt_id, context.month.first
    extras: dict[int, _Extra] = defaultdict(_Extra)
    for employee, name, pool, amount in rows_of(_SHARES, [attempt, ids]):
        extras[employee].share(name, pool, amount)
    for employee, result, code, margin, budget in rows_of(_CAMPAIGNS, [attempt, ids]):
        extras[employee].campaigns.append((code, margin.normalize(), budget))
        extras[employee].sources.setdefault("campaigns", []).append(result)
    for employee, row, amount in rows_of(_SPECIALS, [first, context.highest("payroll_special"), ids]):
        extras[employee].add("specials", row, amount)
    for employee, row, amount in rows_of(_ADJUSTMENTS, [first, context.highest("payroll_adjustment"), ids]):
        extras[employee].add("adjustments", row, amount)
    return extras


def _facts(row: Row, extra: _Extra, carry: Carry, year: YearSoFar, workdays: int) -> dict[str, Any]:
    return {
        "base_salary": row.base_salary,
        "employed": row.employed,
        "workdays": workdays,
        "plan": row.plan,
        "net_sales": row.net_sales,
        "carry": carry.amount,
        "order_share": extra.shares["order"],
        "guarantee_amount": row.guarantee,
        "campaigns": extra.campaigns,
        "bonus_share": extra.shares["bonus"],
        "specials": extra.amounts["specials"],
        "adjustments": extra.amounts["adjustments"],
        "holiday_minutes": row.holiday_minutes,
        "unpaid_days": Fraction(row.unpaid_days) if row.unpaid_days != "0/1" else _NO_DAYS,
        "action": row.action,
        "insured": row.on_last_day,
        "social_base": row.social_base,
        "housing_base": row.housing_base,
        "housing_rate": row.housing_rate,
        "special_deduction": row.special_deduction,
        "months_before": year.months,
        "gross_before": year.gross,
        "insurance_before": year.insurance,
        "special_before": year.special,
        "tax_before": year.tax,
    }


_NO_DAYS = Fraction(0)


def _sources(row: Row, extra: _Extra, carry: Carry, year: YearSoFar) -> dict[str, Any]:
    """Fact → what proves it; facts not named here come from the terms or the calendar the attempt froze."""
    sources: dict[str, Any] = {"score": row.score, **extra.sources}
    if row.sales_rows:
        sources["net_sales"] = [row.sales_rows, str(row.net_sales), int(row.sales_weighted), row.sales_highest]
    if carry.source:
        sources["carry"] = carry.source
    if year.source:
        sources["year"] = year.source
    return sources
