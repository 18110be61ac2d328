"""What the whole month needs before anyone's slip: campaigns, order pools, the waterfall, bonus pools (docs/rulebook.md P4-P8)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from csd.database.rows import copy_rows, next_ids, rows_of
from csd.faultpoints import fault_point
from csd.formula import encode
from csd.money import ZERO
from csd.policy.parameters import KINDS
from csd.work.context import AttemptContext
from payroll.adjustments.selectors import ADJUSTMENTS_USED, adjustments_used
from payroll.lines.facts.brought_forward import carries_of
from payroll.lines.rules import PAYSLIP
from payroll.proposals.models import PoolName
from payroll.sales.rules import (
    order_pool,
    split_order_pool,
)
from payroll.waterfall.rules import WATERFALL, split_pool

logger = logging.getLogger(__name__)


class Member(NamedTuple):
    """A person with a payslip as the pools see them."""

    employee: int
    employee_no: str
    employed: int
    plan: str
    kind: str
    weight: Decimal
    guarantee: Decimal
    action: str


class SplitPool(NamedTuple):
    """A pool with its shares: employee id → (weight as text, amount)."""

    name: str
    amount: Decimal
    facts: dict[str, Any]
    shares: dict[int, tuple[str, Decimal]]


class Problem(NamedTuple):
    """An exception to write: what, about whom, whether it holds approval."""

    code: str
    employee: int | None
    blocking: bool
    detail: dict[str, Any]


@dataclass
class Month:
    """Everything of the month that is shared out, before it is written."""

    pools: list[SplitPool] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    waterfall: dict[str, Any] = field(default_factory=dict)
    waterfall_facts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)


_MEMBERS = """
    SELECT p.employee_id, e.employee_no, p.employed, t.plan, d.kind, t.weight, coalesce(t.guarantee, 0), s.action
    FROM csd_attemptperson p
    JOIN csd_employee e ON e.id = p.employee_id
    JOIN csd_terms t ON t.id = p.terms_id
    JOIN csd_department d ON d.id = t.department_id
    JOIN attendance_monthscore s ON s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id
    WHERE p.attempt_id = %s AND p.employed > 0 AND p.problem = ''
    ORDER BY p.place
"""
_TOTALS = (
    "SELECT coalesce(sum(net), 0), coalesce(sum(cost), 0), coalesce(sum(rows), 0), coalesce(max(highest), 0) FROM payroll_agentsales"
    " WHERE attempt_id = %s"
)
_NETS = "SELECT employee_id, net FROM payroll_agentsales WHERE attempt_id = %s"
_COSTS = """
    SELECT kind, sum(amount), count(*), max(id), sum(id * (amount * 100)::bigint) FROM payroll_cost
    WHERE month = %s AND id <= %s GROUP BY kind
"""
_BASES = """
    SELECT coalesce(sum(t.base_salary), 0), count(*) FROM csd_attemptperson p JOIN csd_terms t ON t.id = p.terms_id
    WHERE p.attempt_id = %s AND p.on_last_day
"""
_CAMPAIGNS = """
    SELECT c.code, c.owner_id, r.commission, r.rows FROM payroll_campaignresult r JOIN payroll_campaign c ON c.id = r.campaign_id
    WHERE r.attempt_id = %s ORDER BY c.code
"""
_ORDERS = "SELECT (produced->>'orders')::int FROM csd_chunk WHERE attempt_id = %s AND step = 'orders'"
_QUARTER = """
    SELECT coalesce(sum(w.net_profit), 0), coalesce(sum(w.contract_bases), 0), array_agg(a.id ORDER BY a.month)
    FROM payroll_waterfall w JOIN csd_attempt a ON a.id = w.attempt_id
    WHERE a.month = ANY(%s) AND a.state = 'done' AND w.bonus_period = 'quarter'
"""
_NOMINATIONS = """
    SELECT n.pool, n.employee_id, e.employee_no, n.weight, n.id FROM payroll_nomination n JOIN csd_employee e ON e.id = n.employee_id
    WHERE n.month = %s AND n.id <= %s ORDER BY n.pool, e.employee_no COLLATE "C"
"""
_WITHOUT_SLIP = """
    SELECT s.employee_id, array_agg(s.id ORDER BY s.id), sum(s.amount) FROM {table} s
    WHERE {used} AND NOT EXISTS (
        SELECT 1 FROM csd_attemptperson p WHERE p.attempt_id = %(attempt)s AND p.employee_id = s.employee_id AND p.employed > 0)
    GROUP BY s.employee_id ORDER BY s.employee_id
"""
_SPECIALS_WITHOUT_SLIP = _WITHOUT_SLIP.format(table="payroll_special", used="s.month = %(month)s AND s.id <= %(specials)s")
_ADJUSTMENTS_WITHOUT_SLIP = _WITHOUT_SLIP.format(table="payroll_adjustment", used=ADJUSTMENTS_USED)
_PEOPLE_WITH_PROBLEMS = "SELECT employee_id, problem, cause FROM csd_attemptperson WHERE attempt_id = %s AND problem <> '' ORDER BY place"


def gather(context: AttemptContext) -> Month:
    """Compute everything that is shared out in the month, without writing."""
    month = Month()
    members = [Member(*row) for row in rows_of(_MEMBERS, [context.attempt_id])]
    for person, code, cause in rows_of(_PEOPLE_WITH_PROBLEMS, [context.attempt_id]):
        month.problems.append(Problem(code, person, True, {"error": cause} if cause else {}))
    comm_target = _campaigns(context, month)
    shares = _order_pools(context, month, members)
    _waterfall(context, month, members, shares, comm_target)
    _bonus_pools(context, month, members)
    _specials_without_slip(context, month)
    return month


def _campaigns(context: AttemptContext, month: Month) -> Decimal:
    """Σ COMM_TARGET, as the campaigns of the month were settled; those without sales are listed."""
    total = ZERO
    for code, owner, commission, rows in rows_of(_CAMPAIGNS, [context.attempt_id]):
        total += commission
        if not rows:
            month.problems.append(Problem("campaign_without_sales", owner, False, {"campaign": code}))
    return total


def _order_pools(context: AttemptContext, month: Month, members: list[Member]) -> dict[int, Decimal]:
    """P4 for every kind of department; returns employee id → COMM_ORDER."""
    orders = rows_of(_ORDERS, [context.attempt_id])[0][0]
    taken: dict[int, Decimal] = {}
    by_kind: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.plan == "order_pool":
            by_kind[member.kind].append(member)
    for kind in KINDS:
        rate = context.parameters[f"order_rate:{kind}"]
        people = by_kind.get(kind, [])
        amount = order_pool(orders, rate)
        split = split_order_pool(amount, {m.employee_no: (m.weight, m.employed) for m in people})
        shares = {m.employee: (str(m.weight * m.employed), split[m.employee_no]) for m in people}
        taken |= {employee: share for employee, (_, share) in shares.items()}
        if people or amount:
            month.pools.append(SplitPool(f"order:{kind}", amount, {"orders": orders, "rate": str(rate)}, shares))
    return taken


def _waterfall(context: AttemptContext, month: Month, members: list[Member], shares: dict[int, Decimal], comm_target: Decimal) -> None:
    """P7, and P8's gate and pools."""
    parameters, workdays = context.parameters, len(context.workdays)
    sales, cost, rows, highest = rows_of(_TOTALS, [context.attempt_id])[0]
    costs = {kind: (amount, *proof) for kind, amount, *proof in rows_of(_COSTS, [context.month.first, context.highest("payroll_cost")])}
    bases, base_people = rows_of(_BASES, [context.attempt_id])[0]
    quarter = [m.first for m in context.month.quarter() if m < context.month]
    net_before, bases_before, quarter_attempts = rows_of(_QUARTER, [quarter])[0]
    pooled = [m for m in members if m.plan == "order_pool"]
    guarantee = _line(context, "guarantee")
    month.waterfall_facts = {
        "sales_net": sales,
        "cost_net": cost,
        "comm_sales_total": _comm_sales(context, month, members),
        "comm_order_total": sum(shares.values(), ZERO),
        "guarantee_total": _total(month, pooled, lambda m: guarantee(_facts(m, workdays) | {"order_share": shares[m.employee]})),
        "comm_target_total": comm_target,
        "cost_promotion": costs.get("promotion", (ZERO,))[0],
        "cost_courier": costs.get("aftersales_courier", (ZERO,))[0],
        "cost_other": costs.get("other", (ZERO,))[0],
        "contract_bases": bases,
        "net_profit_before": net_before,
        "base_sum_before": bases_before,
        "ends_quarter": context.month.ends_quarter,
    }
    month.sources = {
        "sales": {"rows": int(rows), "highest": int(highest)},
        "costs": {
            kind: {"rows": count, "sum": str(amount), "highest": top, "weighted": int(weighted)}
            for kind, (amount, count, top, weighted) in costs.items()
        },
        "bases": {"rows": base_people},
        "quarter": quarter_attempts or [],
    }
    month.waterfall = WATERFALL.at(context.month).bind(parameters)(month.waterfall_facts)


def _total(month: Month, members: Iterable[Member], amount_of: Callable[[Member], Decimal]) -> Decimal:
    """The sum of an amount over members; a member whose rule raises adds nothing and becomes an exception."""
    total = ZERO
    for member in members:
        try:
            total += amount_of(member)
        except Exception as error:
            logger.exception("the pools cannot count employee %s", member.employee)
            month.problems.append(rule_failed(member.employee, error, pools=True))
    return total


def rule_failed(employee: int, error: Exception, **detail: bool) -> Problem:
    """The exception of a person for whom a rule raises; `pools` says that what is shared out misses them."""
    return Problem("rule_failed", employee, True, {"error": f"{type(error).__name__}: {error}"[:500], **detail})


def _comm_sales(context: AttemptContext, month: Month, members: list[Member]) -> Decimal:
    """Σ COMM_SALES, rounded per person as on the slips."""
    agents = [m for m in members if m.plan == "sales_percent"]
    carries = carries_of(context, [agent.employee for agent in agents])
    nets = dict(rows_of(_NETS, [context.attempt_id]))
    commission, workdays = _line(context, "comm_sales"), len(context.workdays)

    def amount_of(agent: Member) -> Decimal:
        sales = {"net_sales": nets.get(agent.employee, ZERO), "carry": carries[agent.employee].amount}
        return commission(_facts(agent, workdays) | sales)

    return _total(month, agents, amount_of)


def _line(context: AttemptContext, name: str) -> Callable[[Mapping[str, Any]], Decimal]:
    """A line of the payslip by the edition of the month, from those facts of a person that are known before the slips."""
    evaluate = PAYSLIP.at(context.month).part(name).bind(context.parameters)

    def amount(facts: Mapping[str, Any]) -> Decimal:
        found: Decimal = evaluate(facts)[name]
        return found

    return amount


def _facts(member: Member, workdays: int) -> dict[str, Any]:
    return {"plan": member.plan, "guarantee_amount": member.guarantee, "employed": member.employed, "workdays": workdays}


def _bonus_pools(context: AttemptContext, month: Month, members: list[Member]) -> None:
    """P8: each pool among the eligible nominees with a payslip."""
    if not month.waterfall["gate"]:
        return
    eligible = {m.employee for m in members if m.action not in ("penalty", "severe")}
    nominated: dict[str, dict[str, tuple[int, Decimal]]] = defaultdict(dict)
    for pool, employee, number, weight, _ in rows_of(_NOMINATIONS, [context.month.first, context.highest("payroll_nomination")]):
        if employee in eligible:
            nominated[pool][number] = (employee, weight)
    for pool in PoolName.values:
        amount, people = month.waterfall[f"pool_{pool}"], nominated[pool]
        split = split_pool(amount, {number: weight for number, (_, weight) in people.items()})
        shares = {employee: (str(weight), split[number]) for number, (employee, weight) in people.items()}
        month.pools.append(SplitPool(f"bonus:{pool}", amount, {"pool": pool}, shares))
        if not any(weight for _, weight in people.values()) and amount:
            month.problems.append(Problem("pool_without_nominee", None, False, {"pool": pool, "amount": str(amount)}))


def _specials_without_slip(context: AttemptContext, month: Month) -> None:
    """docs/rulebook.md P: a special of someone without a payslip is listed as an exception; an adjustment likewise."""
    limits = {**adjustments_used(context), "specials": context.highest("payroll_special")}
    for employee, ids, amount in rows_of(_SPECIALS_WITHOUT_SLIP, limits):
        month.problems.append(Problem("special_without_slip", employee, False, {"specials": ids, "amount": str(amount)}))
    for employee, ids, amount in rows_of(_ADJUSTMENTS_WITHOUT_SLIP, limits):
        month.problems.append(Problem("adjustment_without_slip", employee, False, {"adjustments": ids, "amount": str(amount)}))


def write(context: AttemptContext, month: Month) -> dict[str, Any]:
    """Write what `gather` computed."""
    attempt = context.attempt_id
    ids = next_ids("payroll_pool", len(month.pools))
    named = list(zip(ids, month.pools, strict=True))
    copy_rows("payroll_pool", ("id", "attempt_id", "name", "amount", "facts"), [(i, attempt, p.name, p.amount, p.facts) for i, p in named])
    fault_point("pools.half_written")
    shares = [(i, employee, weight, amount) for i, pool in named for employee, (weight, amount) in pool.shares.items()]
    copy_rows("payroll_poolshare", ("pool_id", "employee_id", "weight", "amount"), shares)
    _write_waterfall(context, month)
    write_exceptions(attempt, month.problems)
    return {"pools": len(month.pools), "shares": len(shares), "exceptions": len(month.problems)}


def _write_waterfall(context: AttemptContext, month: Month) -> None:
    values = month.waterfall
    lines = {f.name: str(values[f.name]) for f in WATERFALL.at(context.month).money}
    facts = {name: encode(value) for name, value in month.waterfall_facts.items()}
    row = (
        context.attempt_id,
        facts,
        month.sources,
        lines,
        values["gate"],
        values["net_profit"],
        month.waterfall_facts["contract_bases"],
        context.parameters["bonus_period"],
    )
    copy_rows(
        "payroll_waterfall", ("attempt_id", "facts", "sources", "lines", "gate", "net_profit", "contract_bases", "bonus_period"), [row]
    )


def write_exceptions(attempt: int, problems: Iterable[Problem]) -> None:
    """Write exceptions of an attempt."""
    rows = [(attempt, p.employee, p.code, p.blocking, p.detail, "") for p in problems]
    copy_rows("payroll_runexception", ("attempt_id", "employee_id", "code", "blocking", "detail", "left_out_reason"), rows)
