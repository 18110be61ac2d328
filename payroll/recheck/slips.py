"""Everybody's slip again: the lines from the stored facts alone, and each fact with its sources as it would be taken from the rows now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from csd.database.rows import rows_of
from csd.formula import encode
from csd.models import Attempt
from csd.money import ZERO
from payroll.computing.slips import CARRIED
from payroll.explanations.explanation import Reader, slip_reader
from payroll.lines.facts import FACTS
from payroll.lines.facts.gathering import Person, batch_of, people_of
from payroll.lines.facts.registry import facts_of_group
from payroll.recheck.finding import Finding, line_of
from payroll.recheck.sales import Sales, Sums

BATCH = 1000
# re-added from all rows of the month at once, which tells the row that moved
CHECKED_BY_SALES = frozenset({"net_sales", "campaigns"})


class Slip(NamedTuple):
    """A stored slip with its lines."""

    place: int
    employee: int
    employee_no: str
    terms: int
    columns: dict[str, Decimal]
    facts: dict[str, Any]
    sources: dict[str, Any]
    lines: dict[str, Decimal]


_SLIPS = f"""
    SELECT p.place, s.employee_id, e.employee_no, s.terms_id, s.gross, s.net, {", ".join("s." + name for name in CARRIED)}, s.trace,
           (SELECT jsonb_object_agg(l.name, l.amount::text) FROM payroll_payslipline l WHERE l.payslip_id = s.id)
    FROM csd_attemptperson p JOIN payroll_payslip s ON s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id
    JOIN csd_employee e ON e.id = s.employee_id
    WHERE p.attempt_id = %s AND p.place >= %s AND p.place < %s ORDER BY p.place
"""
_PEOPLE = "SELECT coalesce(max(place), -1) + 1 FROM csd_attemptperson WHERE attempt_id = %s"


def slips(attempt: Attempt, sales: Sales) -> Iterator[Finding]:
    """Every slip of the month, BATCH people at a time."""
    reader = slip_reader(attempt)
    for low in range(0, rows_of(_PEOPLE, [attempt.pk])[0][0], BATCH):
        found = [_slip(row) for row in rows_of(_SLIPS, [attempt.pk, low, low + BATCH])]
        now = _people_now(reader, low, low + BATCH)
        for slip in found:
            yield from _replayed(slip, reader)
            if slip.employee not in now:
                yield Finding(slip.employee_no, "gross", "score or pay terms", "are gone")
                continue
            for fact, source, what in _differing(slip, now[slip.employee], sales):
                yield Finding(slip.employee_no, line_of(fact), source, what)


def _slip(row: tuple[Any, ...]) -> Slip:
    place, employee, number, terms, *columns, trace, lines = row
    kept = json.loads(trace)
    amounts = {name: Decimal(text) for name, text in json.loads(lines or "{}").items()}
    return Slip(
        place, employee, number, terms, dict(zip(("gross", "net", *CARRIED), columns, strict=True)), kept["facts"], kept["sources"], amounts
    )


def _people_now(reader: Reader, low: int, high: int) -> dict[int, Person]:
    """The facts of a batch as they would be taken now; one by one where somebody's are gone, so that the others are found."""
    try:
        return {person.employee: person for person in people_of(batch_of(reader.context, low, high), reader.edition.facts)}
    except KeyError:
        if high - low == 1:
            return {}
        half = (low + high) // 2
        return _people_now(reader, low, half) | _people_now(reader, half, high)


def _replayed(slip: Slip, reader: Reader) -> Iterator[Finding]:
    """The lines and the carried columns, from the trace alone."""
    missing = [fact for fact in reader.edition.facts if fact not in slip.facts]
    if missing:
        yield from (Finding(slip.employee_no, line_of(fact), "trace", f"{fact} is gone") for fact in missing)
        return
    values = reader.stored(slip.facts, slip.sources).replay()
    expected = {formula.name: values[formula.name] for formula in reader.edition.money}
    for name in [*expected, *(name for name in slip.lines if name not in expected)]:
        kept = slip.lines.get(name, ZERO)
        if kept != expected.get(name):
            yield Finding(slip.employee_no, name, "trace", f"{kept} stored, {expected.get(name)} computed again")
    for name, kept in slip.columns.items():
        if kept != values[name]:
            yield Finding(slip.employee_no, name, "trace", f"{kept} stored, {values[name]} computed again")


def _differing(slip: Slip, now: Person, sales: Sales) -> Iterator[tuple[str, str, str]]:
    yield from _sales(slip, sales)
    yield from _campaigns(slip, sales)
    if slip.terms != now.terms:
        yield "base_salary", f"pay terms {now.terms}", f"pay terms {slip.terms} stored"
    differing = set()
    for name, value in now.facts.items():
        kept, found = slip.facts.get(name), encode(value)
        if kept != found:
            differing.add(FACTS[name].proof)
            if name not in CHECKED_BY_SALES:
                yield name, _source(name, slip, now), f"{kept} stored, {found} now"
    for proof in sorted({*slip.sources, *now.sources}):
        kept, found = slip.sources.get(proof), now.sources.get(proof)
        if kept != found and proof not in differing | CHECKED_BY_SALES:
            name = min(facts_of_group(proof), default=proof)
            yield name, _source(name, slip, now), f"{kept} stored, {found} now"


def _source(name: str, slip: Slip, now: Person) -> str:
    """The row behind a fact that differs."""
    fact = FACTS.get(name)
    if fact is None or fact.group is None:
        return "trace"
    return fact.group.source(slip.sources.get(fact.proof), now.sources.get(fact.proof), slip.terms)


def _sales(slip: Slip, sales: Sales) -> Iterator[tuple[str, str, str]]:
    rows, net, weighted, highest = slip.sources.get("net_sales", [0, "0.00", 0, 0])
    kept, now = Sums(Decimal(net), ZERO, rows, weighted, highest), sales.now.get(slip.employee, Sums())
    if kept._replace(cost=now.cost) != now:
        yield "net_sales", sales.changed(slip.employee, kept), f"{net} in {rows} rows stored, {now.net} in {now.rows} rows now"
    if Decimal(slip.facts["net_sales"]) != kept.net:
        yield "net_sales", "trace", f"{slip.facts['net_sales']} stored, {kept.net} by its source"


def _campaigns(slip: Slip, sales: Sales) -> Iterator[tuple[str, str, str]]:
    """The campaigns of the owner: margin and budget by the rows as they stand."""
    stored = {code: (Decimal(margin), Decimal(budget)) for code, margin, budget in slip.facts["campaigns"]}
    rate, now = sales.context.parameters["sales_rate"], {}
    for campaign, sums in sales.campaigns.items():
        if sums.owner == slip.employee:
            now[sums.code] = (sums.amount - sums.cost - rate * sums.rated, sums.budget)
            if stored.get(sums.code) != now[sums.code]:
                source = sales.changed_of_campaign(campaign) if campaign in sales.results else f"campaign {sums.code}"
                yield "campaigns", source, f"margin and budget {_pair(stored.get(sums.code))} stored, {_pair(now[sums.code])} now"
    for code in stored.keys() - now.keys():
        yield "campaigns", f"campaign {code}", "is no longer theirs"


def _pair(margin_and_budget: tuple[Decimal, Decimal] | None) -> str:
    return " / ".join(f"{value:f}" for value in margin_and_budget) if margin_and_budget else "nothing"
