"""The steps of a close that add up the month's sales once: per agent, per campaign, and N (RULES.md S1, S2, P3, P4, P6)."""

from __future__ import annotations

from typing import Any

from csd.copying import execute, rows_of
from csd.faultpoints import fault_point
from csd.models import Chunk
from csd.work.context import AttemptContext
from csd.work.registry import Step

# Σ id × fen beside a sum names the row when a single one has changed behind its back (payroll.runs.check)
SIGNED = "CASE kind WHEN 'refund' THEN -{0} ELSE {0} END"
WEIGHTED = f"coalesce(sum(id * ({SIGNED.format('amount')} * 100)::bigint), 0)"
MONTH_ROWS = "date BETWEEN %(first)s AND %(last)s AND status = 'completed' AND id <= %(highest)s"
SUMS_OF_AGENTS = f"""
    SELECT employee_id, sum({SIGNED.format("amount")}), sum({SIGNED.format("cost")}), count(*), {WEIGHTED}, max(id)
    FROM payroll_sale WHERE {MONTH_ROWS} GROUP BY employee_id
"""
_AGENTS = f"""
    INSERT INTO payroll_agentsales (attempt_id, employee_id, net, cost, rows, weighted, highest)
    SELECT %(attempt)s, s.* FROM ({SUMS_OF_AGENTS}) s
"""
COUNT_OF_ORDERS = f"SELECT count(*) FROM (SELECT order_no FROM payroll_sale WHERE {MONTH_ROWS} AND kind = 'sale' GROUP BY order_no) o"
# an agent has a rate with a payslip in the month and the plan sales_percent (P6)
_CAMPAIGNS = f"""
    SELECT c.id, c.code, c.owner_id, c.budget, coalesce(s.amount, 0), coalesce(s.cost, 0), coalesce(s.rated, 0),
           coalesce(s.rows, 0), coalesce(s.weighted, 0), coalesce(s.highest, 0)
    FROM payroll_campaign c
    LEFT JOIN (
        SELECT campaign_id, sum(amount) AS amount, sum(cost) AS cost, sum(amount) FILTER (WHERE rated) AS rated,
               sum(rows) AS rows, sum(weighted) AS weighted, max(highest) AS highest
        FROM (
            SELECT campaign_id, employee_id, sum({SIGNED.format("amount")}) AS amount, sum({SIGNED.format("cost")}) AS cost,
                   count(*) AS rows, {WEIGHTED} AS weighted, max(id) AS highest
            FROM payroll_sale WHERE {MONTH_ROWS} AND campaign_id IS NOT NULL GROUP BY campaign_id, employee_id
        ) a
        LEFT JOIN LATERAL (
            SELECT true AS rated FROM csd_attemptperson p JOIN csd_terms t ON t.id = p.terms_id
            WHERE p.attempt_id = %(attempt)s AND p.employee_id = a.employee_id AND p.employed > 0 AND t.plan = 'sales_percent'
        ) r ON true
        GROUP BY campaign_id
    ) s ON s.campaign_id = c.id
    WHERE c.month = %(first)s AND c.id <= %(campaigns)s
    ORDER BY c.code
"""


def month_rows(context: AttemptContext) -> dict[str, Any]:
    """The parameters of MONTH_ROWS: the month's completed rows up to the frozen highest id."""
    month = context.month
    return {"first": month.first, "last": month.last, "highest": context.highest("payroll_sale"), "attempt": context.attempt_id}


def add_up_agents(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Write each agent's net completed sales and cost."""
    agents = execute(_AGENTS, month_rows(context))
    fault_point("sales.written")
    return {"agents": agents}


def count_orders(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """S2: N = distinct order numbers with a completed sale row dated in the month."""
    return {"orders": rows_of(COUNT_OF_ORDERS, month_rows(context))[0][0]}


def campaigns_of(context: AttemptContext) -> list[tuple[Any, ...]]:
    """(id, code, owner, budget, amount, cost, rated amount, rows, weighted, highest) of each campaign of the month."""
    return rows_of(_CAMPAIGNS, {**month_rows(context), "campaigns": context.highest("payroll_campaign")})


AGENTS = Step("agents", 1, add_up_agents)
ORDERS = Step("orders", 1, count_orders)
