"""The facts of a chunk of people that payslip lines are computed from, each with the rows that prove it.

To give lines a new fact: add it to `_facts` with its source in `_sources`; the check (payroll.recheck) re-adds sources.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from csd.database.rows import rows_of
from csd.money import ZERO
from csd.work.context import AttemptContext
from payroll.adjustments.selectors import ADJUSTMENTS_USED, adjustments_used
from payroll.computing.brought_forward import Carry, YearSoFar, brought_forward


class Placed(NamedTuple):
    """A person of the chunk as the attempt froze them."""

    employee: int
    terms: int
    employed: int
    on_last_day: bool


class TermsRow(NamedTuple):
    """The pay terms in force for the month."""

    base_salary: Decimal
    plan: str
    guarantee: Decimal
    social_base: Decimal | None
    housing_base: Decimal | None
    housing_rate: Decimal
    special_deduction: Decimal
    kind: str


class SalesSum(NamedTuple):
    """An agent's month and what proves it."""

    net: Decimal
    rows: int
    weighted: Decimal
    highest: int


class ScoreRow(NamedTuple):
    """What pay needs of a month's attendance."""

    score: int
    unpaid_days: str
    holiday_minutes: int
    action: str


# One statement a table. Statistics do not know the rows of an attempt yet: joined, or asked for `attempt_id = … AND employee_id =
# ANY(…)`, PostgreSQL takes them for one row and reads all of the attempt for every chunk. OFFSET 0 keeps it to one step down the
# index per person, so that a chunk costs the same in a company of any size.
_PLACED = """
    SELECT employee_id, terms_id, employed, on_last_day FROM csd_attemptperson
    WHERE attempt_id = %s AND place >= %s AND place < %s AND employed > 0 AND problem = '' ORDER BY place
"""
_TERMS = """
    SELECT t.id, t.base_salary, t.plan, coalesce(t.guarantee, 0), t.social_base, t.housing_base, coalesce(t.housing_rate, 0),
           t.special_deduction, d.kind
    FROM csd_terms t JOIN csd_department d ON d.id = t.department_id WHERE t.id = ANY(%s)
"""
_OF_EACH = "SELECT x.* FROM unnest(%s::bigint[]) AS p(id) CROSS JOIN LATERAL ({rows} AND employee_id = p.id OFFSET 0) x"
_SALES = _OF_EACH.format(rows="SELECT employee_id, net, rows, weighted, highest FROM payroll_agentsales WHERE attempt_id = %s")
_SCORES = _OF_EACH.format(
    rows="SELECT employee_id, id, unpaid_days, holiday_minutes, action FROM attendance_monthscore WHERE attempt_id = %s"
)
_NO_SALES = SalesSum(ZERO, 0, Decimal(0), 0)
_SHARES = """
    SELECT s.employee_id, o.name, o.id, s.amount FROM payroll_poolshare s JOIN payroll_pool o ON o.id = s.pool_id
    WHERE o.attempt_id = %s AND s.employee_id = ANY(%s) ORDER BY o.id
"""
_CAMPAIGNS = """
    SELECT c.owner_id, r.id, c.code, r.margin, c.budget FROM payroll_campaign c
    CROSS JOIN LATERAL (SELECT id, margin FROM payroll_campaignresult WHERE attempt_id = %s AND campaign_id = c.id OFFSET 0) r
    WHERE c.month = %s AND c.owner_id = ANY(%s) ORDER BY c.code
"""
_SPECIALS = "SELECT employee_id, id, amount FROM payroll_special WHERE month = %s AND id <= %s AND employee_id = ANY(%s) ORDER BY id"
_ADJUSTMENTS = f"""
    SELECT employee_id, id, amount FROM payroll_adjustment WHERE {ADJUSTMENTS_USED} AND employee_id = ANY(%(people)s) ORDER BY id
"""


@dataclass(frozen=True)
class Person:
    """A person's facts by name, as the formulas declare them, the sources that prove them, and the net of the month before."""

    employee: int
    terms: int
    kind: str
    facts: dict[str, Any]
    sources: dict[str, Any]
    net_before: Decimal | None


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
    placed = [Placed(*row) for row in rows_of(_PLACED, [context.attempt_id, low, high])]
    ids = [person.employee for person in placed]
    terms = {row[0]: TermsRow(*row[1:]) for row in rows_of(_TERMS, [[person.terms for person in placed]])}
    sales = {row[0]: SalesSum(*row[1:]) for row in rows_of(_SALES, [ids, context.attempt_id])}
    scores = {row[0]: ScoreRow(*row[1:]) for row in rows_of(_SCORES, [ids, context.attempt_id])}
    extras = _extras(context, ids)
    before = brought_forward(context, ids)
    workdays = len(context.workdays)
    people = []
    for person in placed:
        parts = terms[person.terms], sales.get(person.employee, _NO_SALES), scores[person.employee], extras[person.employee]
        carry, year, net = before[person.employee]
        facts = {"workdays": workdays, **_facts(person, *parts, carry, year)}
        people.append(Person(person.employee, person.terms, parts[0].kind, facts, _sources(*parts[1:], carry, year), net))
    return people


def _extras(context: AttemptContext, ids: list[int]) -> dict[int, _Extra]:
    attempt, first = context.attempt_id, context.month.first
    extras: dict[int, _Extra] = defaultdict(_Extra)
    for employee, name, pool, amount in rows_of(_SHARES, [attempt, ids]):
        extras[employee].share(name, pool, amount)
    for employee, result, code, margin, budget in rows_of(_CAMPAIGNS, [attempt, first, ids]):
        extras[employee].campaigns.append((code, margin.normalize(), budget))
        extras[employee].sources.setdefault("campaigns", []).append(result)
    for employee, row, amount in rows_of(_SPECIALS, [first, context.highest("payroll_special"), ids]):
        extras[employee].add("specials", row, amount)
    for employee, row, amount in rows_of(_ADJUSTMENTS, {**adjustments_used(context), "people": ids}):
        extras[employee].add("adjustments", row, amount)
    return extras


def _facts(
    person: Placed, terms: TermsRow, sales: SalesSum, score: ScoreRow, extra: _Extra, carry: Carry, year: YearSoFar
) -> dict[str, Any]:
    return {
        "base_salary": terms.base_salary,
        "employed": person.employed,
        "plan": terms.plan,
        "net_sales": sales.net,
        "carry": carry.amount,
        "order_share": extra.shares["order"],
        "guarantee_amount": terms.guarantee,
        "campaigns": extra.campaigns,
        "bonus_share": extra.shares["bonus"],
        "specials": extra.amounts["specials"],
        "adjustments": extra.amounts["adjustments"],
        "holiday_minutes": score.holiday_minutes,
        "unpaid_days": Fraction(score.unpaid_days) if score.unpaid_days != "0/1" else _NO_DAYS,
        "action": score.action,
        "insured": person.on_last_day,
        "social_base": terms.social_base,
        "housing_base": terms.housing_base,
        "housing_rate": terms.housing_rate,
        "special_deduction": terms.special_deduction,
        "months_before": year.months,
        "gross_before": year.gross,
        "insurance_before": year.insurance,
        "special_before": year.special,
        "tax_before": year.tax,
    }


_NO_DAYS = Fraction(0)


def _sources(sales: SalesSum, score: ScoreRow, extra: _Extra, carry: Carry, year: YearSoFar) -> dict[str, Any]:
    """Fact → what proves it; facts not named here come from the terms or the calendar the attempt froze."""
    sources: dict[str, Any] = {"score": score.score, **extra.sources}
    if sales.rows:
        sources["net_sales"] = [sales.rows, str(sales.net), int(sales.weighted), sales.highest]
    if carry.source:
        sources["carry"] = carry.source
    if year.source:
        sources["year"] = year.source
    return sources
