"""The waterfall again (docs/rulebook.md P7, P8): its lines from its facts, and every fact from sales, costs, slips, terms, quarters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from csd.database.rows import rows_of
from csd.models import Attempt
from csd.money import ZERO
from payroll.explanations.explanation import stored_waterfall
from payroll.recheck.finding import Finding
from payroll.recheck.pools import Again
from payroll.recheck.tracing import row_that_moved
from payroll.sales.rules import campaign_margin, target_met
from payroll.waterfall.facts import COST_KINDS
from payroll.waterfall.rules import WATERFALL

_COLUMNS = "SELECT lines, gate, net_profit, contract_bases, bonus_period FROM payroll_waterfall WHERE attempt_id = %s"
_SLIP_SUMS = """
    SELECT l.name, sum(l.amount) FROM payroll_payslipline l JOIN payroll_payslip s ON s.id = l.payslip_id
    WHERE s.attempt_id = %s AND l.name IN ('comm_sales', 'comm_order', 'guarantee', 'comm_target') GROUP BY l.name
"""
_RULE_FAILED = "SELECT 1 FROM payroll_runexception WHERE attempt_id = %s AND code = 'rule_failed' LIMIT 1"
_COSTS = "SELECT sum(amount), sum(id * (amount * 100)::bigint) FROM payroll_cost WHERE kind = %s AND month = %s AND id <= %s"
_MARGINS = "SELECT campaign_id, margin, met FROM payroll_campaignresult WHERE attempt_id = %s"
_OTHER_BASES = """
    SELECT t.id FROM payroll_payslip s JOIN csd_terms t ON t.id = s.terms_id
    WHERE s.attempt_id = %s AND (s.trace->'facts'->>'base_salary')::numeric <> t.base_salary ORDER BY t.id
"""
_LINES = {fact: formula.name for formula in reversed(WATERFALL.all()) if formula.money for fact in formula.inputs}


def waterfall(attempt: Attempt, again: Again) -> Iterator[Finding]:
    """Every line that does not follow from the facts, every fact that does not follow from its rows."""
    stored = stored_waterfall(attempt)
    if stored is None:
        yield Finding("waterfall", "net_profit", "waterfall", "is gone")
        return
    values = stored.replay()
    lines, *columns = rows_of(_COLUMNS, [attempt.pk])[0]
    yield from _lines(json.loads(lines), values)
    period = stored.reader.context.parameters["bonus_period"]
    derived = {
        "gate": values["gate"],
        "net_profit": values["net_profit"],
        "contract_bases": stored.facts["contract_bases"],
        "bonus_period": period,
    }
    for (name, value), kept in zip(derived.items(), columns, strict=True):
        if kept != value:
            yield Finding("waterfall", name, "trace", f"{kept} stored, {value} computed again")
    yield from _facts(again, stored.facts, stored.sources)
    yield from _slips(attempt, stored.facts)


def _lines(kept: dict[str, str], values: dict[str, Any]) -> Iterator[Finding]:
    money = {formula.name for formula in WATERFALL.all() if formula.money and formula.name in values}
    for name in sorted(money | set(kept)):
        if name not in kept or name not in money or Decimal(kept[name]) != values[name]:
            yield Finding("waterfall", name, "trace", f"{kept.get(name)} stored, {values.get(name)} computed again")


def _facts(again: Again, facts: Any, sources: Any) -> Iterator[Finding]:
    for agent, source, kept, now in again.sales.differing():
        line = "sales" if (kept.net, kept.weighted, kept.rows) != (now.net, now.weighted, now.rows) else "cost"
        yield Finding("waterfall", line, source, f"{agent}: {kept.net} less {kept.cost} stored, {now.net} less {now.cost} now")
    for campaign, result in again.sales.results.items():
        if again.sales.campaigns.get(campaign) != result:
            source = again.sales.changed_of_campaign(campaign) if campaign in again.sales.campaigns else f"campaign {result.code}"
            yield Finding("waterfall", "comm_target", source, f"the sums of campaign {result.code} differ")
    yield from _margins(again)
    if again.month is None:
        return
    for fact, value in again.month.waterfall_facts.items():
        if facts[fact] != value:
            yield Finding("waterfall", _LINES.get(fact, fact), _source(again, fact, sources), f"{facts[fact]} stored, {value} now")


def _margins(again: Again) -> Iterator[Finding]:
    parameters = again.context.parameters
    for campaign, margin, met in rows_of(_MARGINS, [again.context.attempt_id]):
        sums = again.sales.results[campaign]
        expected = campaign_margin(sums.amount, sums.cost, sums.rated, parameters["sales_rate"])
        if (margin, met) != (expected, target_met(expected, sums.budget, parameters["campaign_multiple"])):
            yield Finding("waterfall", "comm_target", f"campaign {sums.code}", f"margin {margin} stored, {expected} from its sums")


def _source(again: Again, fact: str, sources: Any) -> str:
    """Which rows a fact comes from, as narrow as can be told."""
    if fact in COST_KINDS:
        return _cost(again, COST_KINDS[fact], sources)
    if fact == "contract_bases":
        changed = [str(row) for (row,) in rows_of(_OTHER_BASES, [again.context.attempt_id])]
        return f"pay terms {', '.join(changed)}" if changed else "people of the month"
    if fact in ("net_profit_before", "base_sum_before"):
        return "waterfalls of the quarter"
    return "sales" if fact in ("sales_net", "cost_net") else "payslips"


def _cost(again: Again, kind: str, sources: Any) -> str:
    highest = again.context.highest("payroll_cost")
    amount, weighted = rows_of(_COSTS, [kind, again.context.month.first, highest])[0]
    kept = sources.get("costs", {}).get(kind, {})
    change = (amount or ZERO) - Decimal(kept.get("sum", 0))
    row = row_that_moved(change, int(weighted or 0) - int(kept.get("weighted", 0)), highest)
    return f"cost {row}" if row else f"costs of {kind}"


def _slips(attempt: Attempt, facts: Any) -> Iterator[Finding]:
    if rows_of(_RULE_FAILED, [attempt.pk]):
        # somebody counts here and has no slip
        return
    sums = dict(rows_of(_SLIP_SUMS, [attempt.pk]))
    for name in ("comm_sales", "comm_order", "guarantee", "comm_target"):
        if facts[f"{name}_total"] != sums.get(name, ZERO):
            yield Finding("waterfall", name, "payslips", f"{facts[f'{name}_total']} stored, {sums.get(name, ZERO)} on the payslips")
