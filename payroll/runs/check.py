"""`explain_month --check` (RULES.md P18): every line again from its stored trace alone, every source added up again from its rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import transaction

from csd.copying import plan_for_sets, rows_of
from csd.models import Attempt
from csd.money import ZERO, half_up
from csd.policy import KINDS
from csd.work.context import AttemptContext
from payroll.runs.explain import Stored, slip_reader, stored_waterfall
from payroll.runs.rules import PAYSLIP
from payroll.runs.slips import CARRIED
from payroll.runs.tracing import changed_rows
from payroll.runs.waterfall import split_pool
from payroll.sales.rules import order_pool
from payroll.sales.steps import COUNT_OF_ORDERS, SUMS_OF_AGENTS, campaigns_of, month_rows

BATCH = 1000


class Finding(NamedTuple):
    """Something that differs: whose slip (or `waterfall`, `pool`), which line, which source row, and how."""

    slip: str
    line: str
    source: str
    what: str

    def __str__(self) -> str:
        return f"{self.slip}: {self.line}: {self.source}: {self.what}"


class Slip(NamedTuple):
    """A stored slip with its lines."""

    id: int
    employee: int
    employee_no: str
    terms: int
    columns: dict[str, Decimal]
    trace: dict[str, Any]
    lines: dict[str, Decimal]


_SLIPS = f"""
    SELECT s.id, s.employee_id, e.employee_no, s.terms_id, s.gross, s.net, {", ".join("s." + name for name in CARRIED)}, s.trace,
           (SELECT jsonb_object_agg(l.name, l.amount::text) FROM payroll_payslipline l WHERE l.payslip_id = s.id)
    FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.attempt_id = %s AND e.employee_no COLLATE "C" > %s ORDER BY e.employee_no COLLATE "C" LIMIT %s
"""


def slips_of(attempt: Attempt) -> Iterator[Slip]:
    """The slips of an attempt in order of employee number, BATCH at a time."""
    after = ""
    while True:
        rows = rows_of(_SLIPS, [attempt.pk, after, BATCH])
        for slip, employee, number, terms, *columns, trace, lines in rows:
            amounts = {name: Decimal(text) for name, text in json.loads(lines or "{}").items()}
            yield Slip(
                slip, employee, number, terms, dict(zip(("gross", "net", *CARRIED), columns, strict=True)), json.loads(trace), amounts
            )
            after = number
        if len(rows) < BATCH:
            return


def check_month(attempt: Attempt) -> Iterator[Finding]:
    """Everything that differs in a computed month; nothing when every figure still explains itself."""
    with transaction.atomic():
        plan_for_sets()
        yield from _check(attempt)


def _check(attempt: Attempt) -> Iterator[Finding]:
    now = _Now(AttemptContext.of(attempt))
    yield from _parameters(attempt)
    yield from _pools(attempt, now)
    yield from _waterfall(attempt, now)
    reader = slip_reader(attempt)
    for slip in slips_of(attempt):
        yield from _replayed(slip, reader.stored(slip.trace["facts"], slip.trace["sources"]))
        yield from _sources(slip, now)


def _replayed(slip: Slip, stored: Stored) -> Iterator[Finding]:
    """The lines and the carried columns, from the trace alone."""
    values = stored.replay()
    for formula in stored.reader.edition.money:
        kept = slip.lines.get(formula.name, ZERO)
        if kept != values[formula.name]:
            yield Finding(slip.employee_no, formula.name, "trace", f"{kept} stored, {values[formula.name]} computed again")
    for name, kept in slip.columns.items():
        if kept != values[name]:
            yield Finding(slip.employee_no, name, "trace", f"{kept} stored, {values[name]} computed again")


class _Now:
    """The source rows of the month added up as they stand now, once for all slips."""

    def __init__(self, context: AttemptContext) -> None:
        self.context = context
        self.sales = {row[0]: row[1:] for row in rows_of(SUMS_OF_AGENTS, month_rows(context))}
        self.campaigns = {row[0]: row for row in campaigns_of(context)}
        self.orders = rows_of(COUNT_OF_ORDERS, month_rows(context))[0][0]
        attempt = [context.attempt_id]
        self.scores = {
            row[0]: row[1:] for row in rows_of(_SCORES, {"attempt": context.attempt_id, "start": context.parameters["start_points"]})
        }
        self.shares = {(row[0], row[1]): row[2] for row in rows_of(_SHARES, attempt)}
        self.terms = {row[0]: row[1:] for row in rows_of(_TERMS, attempt)}
        self.results = {
            row[0]: row[1] for row in rows_of("SELECT id, campaign_id FROM payroll_campaignresult WHERE attempt_id = %s", attempt)
        }
        month = {"month": context.month.first, "attempt": context.attempt_id}
        self.amounts = {
            ("specials", row[0]): row[1] for row in rows_of("SELECT id, amount FROM payroll_special WHERE month = %(month)s", month)
        }
        self.amounts |= {
            ("adjustments", row[0]): row[1] for row in rows_of("SELECT id, amount FROM payroll_adjustment WHERE month = %(month)s", month)
        }
        self.before = {row[0]: row[1:] for row in rows_of(_BEFORE, month)}
        self.opening = {row[0]: row[1:] for row in rows_of(_OPENING, month)}


_SCORES = """
    SELECT s.id, s.score, s.unpaid_days, s.holiday_minutes, s.action, greatest(0, %(start)s - coalesce(p.points, 0))
    FROM attendance_monthscore s
    LEFT JOIN (SELECT employee_id, sum(points) AS points FROM attendance_pointentry WHERE attempt_id = %(attempt)s GROUP BY employee_id) p
      ON p.employee_id = s.employee_id
    WHERE s.attempt_id = %(attempt)s
"""
_SHARES = (
    "SELECT s.pool_id, s.employee_id, s.amount FROM payroll_poolshare s JOIN payroll_pool p ON p.id = s.pool_id WHERE p.attempt_id = %s"
)
_TERMS = """
    SELECT t.id, t.base_salary, t.plan, coalesce(t.guarantee, 0), t.social_base, t.housing_base, coalesce(t.housing_rate, 0), t.special_deduction
    FROM csd_terms t WHERE t.id IN (SELECT terms_id FROM payroll_payslip WHERE attempt_id = %s)
"""
_TERM_FACTS = ("base_salary", "plan", "guarantee_amount", "social_base", "housing_base", "housing_rate", "special_deduction")
_BEFORE = """
    SELECT s.id, s.carry_after, s.months_in_year, s.gross_in_year, s.insurance_in_year, s.special_in_year, s.tax_in_year
    FROM payroll_payslip s
    WHERE s.id IN (SELECT (trace->'sources'->k->>'slip')::bigint FROM payroll_payslip CROSS JOIN unnest(ARRAY['carry', 'year']) AS k
                   WHERE attempt_id = %(attempt)s)
"""
_OPENING = """
    SELECT o.id, o.sales_carry, o.months, o.gross, o.social_housing, o.special, o.tax FROM payroll_openingbalance o
    WHERE o.id IN (SELECT (trace->'sources'->k->>'opening')::bigint FROM payroll_payslip CROSS JOIN unnest(ARRAY['carry', 'year']) AS k
                   WHERE attempt_id = %(attempt)s)
"""
_YEAR_FACTS = ("months_before", "gross_before", "insurance_before", "special_before", "tax_before")


def _sources(slip: Slip, now: _Now) -> Iterator[Finding]:
    """Each fact of a slip against the rows it names."""
    for check in (_sales, _campaigns, _shares, _amounts, _score, _terms, _brought_forward):
        for fact, source, what in check(slip, now):
            yield Finding(slip.employee_no, line_of(fact), source, what)


def line_of(fact: str) -> str:
    """The first line of money that a fact goes into."""
    names = {fact}
    for formula in PAYSLIP.all():
        if names.intersection(formula.inputs):
            if formula.money:
                return formula.name
            names.add(formula.name)
    return fact


Differences = Iterator[tuple[str, str, str]]


def _sales(slip: Slip, now: _Now) -> Differences:
    kept = slip.trace["sources"].get("net_sales", [0, "0.00", 0, 0])
    net, _cost, rows, weighted, highest = now.sales.get(slip.employee, (ZERO, ZERO, 0, 0, 0))
    if [rows, net, int(weighted), highest] != [kept[0], Decimal(kept[1]), kept[2], kept[3]]:
        change = (net - Decimal(kept[1]), int(weighted) - kept[2])
        for source in changed_rows("payroll_sale", now.context, slip.employee, *change):
            yield "net_sales", source, f"{kept[1]} in {kept[0]} rows stored, {net} in {rows} rows now"


def _campaigns(slip: Slip, now: _Now) -> Differences:
    stored = {code: (Decimal(margin), Decimal(budget)) for code, margin, budget in slip.trace["facts"]["campaigns"]}
    rate = now.context.parameters["sales_rate"]
    for result in slip.trace["sources"].get("campaigns", []):
        row = now.campaigns.get(now.results.get(result, 0))
        if row is None:
            yield "campaigns", f"campaign result {result}", "is gone"
            continue
        _id, code, _owner, budget, amount, cost, rated = row[:7]
        if stored.get(code) != (amount - cost - rate * rated, budget):
            yield (
                "campaigns",
                f"campaign {code}",
                f"margin and budget {stored.get(code)} stored, {(amount - cost - rate * rated, budget)} now",
            )


def _shares(slip: Slip, now: _Now) -> Differences:
    for fact in ("order_share", "bonus_share"):
        named = slip.trace["sources"].get(fact, [])
        for pool, amount in named:
            kept = now.shares.get((pool, slip.employee))
            if kept != Decimal(amount):
                yield fact, f"pool {pool}", f"{amount} stored, {kept} now"
        if sum((Decimal(amount) for _, amount in named), ZERO) != Decimal(slip.trace["facts"][fact]):
            yield fact, "pool shares", "do not add up"


def _amounts(slip: Slip, now: _Now) -> Differences:
    for fact in ("specials", "adjustments"):
        named = slip.trace["sources"].get(fact, [])
        for row, amount in named:
            if now.amounts.get((fact, row)) != Decimal(amount):
                yield fact, f"{fact} {row}", f"{amount} stored, {now.amounts.get((fact, row))} now"
        if sum((Decimal(amount) for _, amount in named), ZERO) != Decimal(slip.trace["facts"][fact]):
            yield fact, fact, "do not add up"


def _score(slip: Slip, now: _Now) -> Differences:
    found, facts = now.scores.get(slip.trace["sources"]["score"]), slip.trace["facts"]
    if found is None:
        yield "action", "score", "is gone"
        return
    score, unpaid, minutes, action, from_entries = found
    if score != from_entries:
        yield "action", "point entries", f"score {score} stored, {from_entries} from the entries"
    if (Fraction(unpaid), minutes, action) != (Fraction(facts["unpaid_days"]), facts["holiday_minutes"], facts["action"]):
        yield "unpaid_days", "score", "differs from the slip's facts"


def _terms(slip: Slip, now: _Now) -> Differences:
    facts, kept = slip.trace["facts"], now.terms[slip.terms]
    for name, value in zip(_TERM_FACTS, kept, strict=True):
        stored = facts[name]
        same = stored == value if value is None or isinstance(value, str) else stored is not None and Decimal(stored) == value
        if not same:
            yield name, f"pay terms {slip.terms}", f"{stored} stored, {value} now"


_NOTHING_BEFORE: Sequence[Any] = (0,) * 6


def _brought_forward(slip: Slip, now: _Now) -> Differences:
    sources, facts = slip.trace["sources"], slip.trace["facts"]
    for source, names, part in (("carry", ("carry",), slice(0, 1)), ("year", _YEAR_FACTS, slice(1, 6))):
        named = sources.get(source, {})
        kind, row = next(iter(named.items()), (None, 0))
        tables: dict[str | None, Mapping[int, Sequence[Any]]] = {"slip": now.before, "opening": now.opening}
        found = tables[kind].get(row) if kind else _NOTHING_BEFORE
        if found is None:
            yield names[0], f"{kind} {row}", "is gone"
            continue
        for name, value in zip(names, found[part], strict=True):
            if Decimal(facts[name]) != value:
                yield name, f"{kind} {row}", f"{facts[name]} stored, {value} now"


def _parameters(attempt: Attempt) -> Iterator[Finding]:
    """The frozen values against the policy rows they name."""
    rows = dict(rows_of("SELECT id, value FROM csd_policyvalue"))
    for key, (row, text) in attempt.frozen["parameters"].items():
        if row is not None and rows.get(row) != text:
            yield Finding("policy", key, f"policy value {row}", f"{text} frozen, {rows.get(row)} now")


_POOLS = """
    SELECT p.name, p.amount, p.facts, (SELECT jsonb_agg(jsonb_build_array(e.employee_no, s.weight, s.amount::text)) FROM payroll_poolshare s
        JOIN csd_employee e ON e.id = s.employee_id WHERE s.pool_id = p.id)
    FROM payroll_pool p WHERE p.attempt_id = %s ORDER BY p.name
"""


def _pools(attempt: Attempt, now: _Now) -> Iterator[Finding]:
    """Each pool computed and split again."""
    lines = json.loads(rows_of("SELECT lines FROM payroll_waterfall WHERE attempt_id = %s", [attempt.pk])[0][0])
    again: dict[str, Callable[[], Decimal]] = {f"order:{kind}": _order_pool(now, kind) for kind in KINDS}
    again |= {f"bonus:{pool}": _bonus_pool(lines, pool) for pool in ("staff", "management", "operations")}
    for name, amount, _facts, shares in rows_of(_POOLS, [attempt.pk]):
        if again[name]() != amount:
            yield Finding("pool", name, "orders" if name.startswith("order") else "waterfall", f"{amount} stored, {again[name]()} now")
        members = json.loads(shares or "[]")
        split = split_pool(amount, {number: Decimal(weight) for number, weight, _ in members})
        for number, _weight, kept in members:
            if split[number] != Decimal(kept):
                yield Finding("pool", name, number, f"{kept} stored, {split[number]} split again")


def _order_pool(now: _Now, kind: str) -> Callable[[], Decimal]:
    return lambda: order_pool(now.orders, now.context.parameters[f"order_rate:{kind}"])


def _bonus_pool(lines: Mapping[str, str], pool: str) -> Callable[[], Decimal]:
    return lambda: half_up(Decimal(lines[f"pool_{pool}"]))


_SLIP_SUMS = """
    SELECT l.name, sum(l.amount) FROM payroll_payslipline l JOIN payroll_payslip s ON s.id = l.payslip_id
    WHERE s.attempt_id = %s AND l.name IN ('comm_sales', 'comm_order', 'guarantee', 'comm_target') GROUP BY l.name
"""
_COST_SUMS = "SELECT kind, sum(amount) FROM payroll_cost WHERE month = %s AND id <= %s GROUP BY kind"
_COST_FACTS = {"cost_promotion": "promotion", "cost_courier": "aftersales_courier", "cost_other": "other"}


def _waterfall(attempt: Attempt, now: _Now) -> Iterator[Finding]:
    """The waterfall from its own trace, and its facts against sales, costs and slips."""
    stored = stored_waterfall(attempt)
    if stored is None:
        return
    lines = json.loads(rows_of("SELECT lines FROM payroll_waterfall WHERE attempt_id = %s", [attempt.pk])[0][0])
    values = stored.replay()
    for formula in stored.reader.edition.money:
        if Decimal(lines[formula.name]) != values[formula.name]:
            yield Finding("waterfall", formula.name, "trace", f"{lines[formula.name]} stored, {values[formula.name]} computed again")
    slips = dict(rows_of(_SLIP_SUMS, [attempt.pk]))
    costs = dict(rows_of(_COST_SUMS, [attempt.month.first, now.context.highest("payroll_cost")]))
    expected = {f"{name}_total": slips.get(name, ZERO) for name in ("comm_sales", "comm_order", "guarantee", "comm_target")}
    expected |= {fact: costs.get(kind, ZERO) for fact, kind in _COST_FACTS.items()}
    expected["sales_net"] = sum((row[0] for row in now.sales.values()), ZERO)
    expected["cost_net"] = sum((row[1] for row in now.sales.values()), ZERO)
    for fact, value in expected.items():
        if stored.facts[fact] != value:
            yield Finding("waterfall", fact, "rows", f"{stored.facts[fact]} stored, {value} now")
