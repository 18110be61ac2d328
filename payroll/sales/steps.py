"""The steps of a close that add up the month's sales once: per agent, per campaign, and N (docs/rulebook.md S1, S2, P3, P4, P6)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from csd.database.rows import copy_rows, execute, plan_for_sets, rows_of
from csd.faultpoints import fault_point
from csd.models import Chunk
from csd.money import ZERO
from csd.work.context import AttemptContext
from csd.work.registry import Step
from payroll.sales.rules import CampaignMargin, campaign_margin, commission_on_campaign, target_met

# Σ id × fen beside a sum names the row when a single one has changed behind its back (payroll.recheck)
SIGNED = "CASE kind WHEN 'refund' THEN -{0} ELSE {0} END"


def _weighted(amount: str) -> str:
    # bigint is the fastest; a product with an amount from 10^8 on might not fit into it
    return f"""(coalesce(sum(id * ({amount} * 100)::bigint) FILTER (WHERE amount < 1e8), 0)
        + coalesce(sum((id * {amount} * 100)::numeric(40, 0)) FILTER (WHERE amount >= 1e8), 0))"""


WEIGHTED = _weighted(SIGNED.format("amount"))
MONTH_ROWS = "date BETWEEN %(first)s AND %(last)s AND status = 'completed' AND id <= %(highest)s"
# per kind first: two rows per agent are given their sign, not every sale
SUMS_OF_AGENTS = f"""
    SELECT employee_id, sum(sign * amount), sum(sign * cost), sum(rows)::bigint, sum(sign * weighted), max(highest) FROM (
        SELECT employee_id, CASE kind WHEN 'refund' THEN -1 ELSE 1 END AS sign, sum(amount) AS amount, sum(cost) AS cost,
               count(*) AS rows, {_weighted("amount")} AS weighted, max(id) AS highest
        FROM payroll_sale WHERE {MONTH_ROWS} GROUP BY employee_id, kind
    ) of_kind GROUP BY employee_id
"""
_AGENTS = f"""
    INSERT INTO payroll_agentsales (attempt_id, employee_id, net, cost, rows, weighted, highest)
    SELECT %(attempt)s, s.* FROM ({SUMS_OF_AGENTS}) s
"""
# per kind first, as above
SUMS_OF_DAYS = f"""
    SELECT date, sum(sign * amount) AS net, sum(sign * cost) AS cost, sum(rows)::bigint AS rows FROM (
        SELECT date, CASE kind WHEN 'refund' THEN -1 ELSE 1 END AS sign, sum(amount) AS amount, sum(cost) AS cost, count(*) AS rows
        FROM payroll_sale WHERE {MONTH_ROWS} GROUP BY date, kind
    ) of_kind GROUP BY date
"""
_DAYS = f"INSERT INTO payroll_daysales (attempt_id, date, net, cost, rows) SELECT %(attempt)s, s.* FROM ({SUMS_OF_DAYS}) s"
COUNT_OF_ORDERS = f"SELECT count(*) FROM (SELECT order_no FROM payroll_sale WHERE {MONTH_ROWS} AND kind = 'sale' GROUP BY order_no) o"
# an agent has a rate only with a payslip in the month and the plan sales_percent (P6)
SUMS_OF_CAMPAIGNS = f"""
    SELECT c.id, c.code, c.owner_id, c.budget, coalesce(s.amount, 0), coalesce(s.cost, 0), coalesce(s.rated, 0),
           coalesce(s.rows, 0), coalesce(s.weighted, 0), coalesce(s.highest, 0)
    FROM payroll_campaign c
    LEFT JOIN (
        SELECT campaign_id, sum({SIGNED.format("amount")}) AS amount, sum({SIGNED.format("cost")}) AS cost,
               sum({SIGNED.format("amount")}) FILTER (WHERE r.employee_id IS NOT NULL) AS rated,
               count(*) AS rows, {WEIGHTED} AS weighted, max(id) AS highest
        FROM payroll_sale
        LEFT JOIN (
            SELECT p.employee_id FROM csd_attemptperson p JOIN csd_terms t ON t.id = p.terms_id
            WHERE p.attempt_id = %(attempt)s AND p.employed > 0 AND p.problem = '' AND t.plan = 'sales_percent'
        ) r USING (employee_id)
        WHERE {MONTH_ROWS} AND campaign_id IS NOT NULL GROUP BY campaign_id
    ) s ON s.campaign_id = c.id
    WHERE c.month = %(first)s AND c.id <= %(campaigns)s
    ORDER BY c.code
"""
_OWNERS = """
    SELECT p.employee_id FROM csd_attemptperson p JOIN csd_terms t ON t.id = p.terms_id
    WHERE p.attempt_id = %s AND p.employed > 0 AND p.problem = '' AND t.plan = 'campaign_target'
"""
_RESULT_COLUMNS = (
    "attempt_id",
    "campaign_id",
    "amount",
    "cost",
    "rated_amount",
    "margin",
    "met",
    "commission",
    "rows",
    "weighted",
    "highest",
)


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


def add_up_days(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """S4: write each day's net completed sales and cost; beside the pools, which one worker computes alone."""
    return {"days": execute(_DAYS, month_rows(context))}


def campaigns_of(context: AttemptContext) -> list[tuple[Any, ...]]:
    """(id, code, owner, budget, amount, cost, rated amount, rows, weighted, highest) of each campaign of the month."""
    return rows_of(SUMS_OF_CAMPAIGNS, {**month_rows(context), "campaigns": context.highest("payroll_campaign")})


def settle_campaigns(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """P6: write every campaign's margin, whether its target is met, and the commission of an owner who has a payslip and the plan."""
    plan_for_sets()
    parameters, multiple = context.parameters, context.parameters["campaign_multiple"]
    owners = {row[0] for row in rows_of(_OWNERS, [context.attempt_id])}
    results = []
    for campaign, code, owner, budget, amount, cost, rated, *proof in campaigns_of(context):
        margin = campaign_margin(amount, cost, rated, parameters["sales_rate"])
        commission = commission_on_campaign(CampaignMargin(code, margin, budget), parameters["target_rate"], multiple)
        paid = commission if owner in owners else ZERO
        results.append((context.attempt_id, campaign, amount, cost, rated, margin, target_met(margin, budget, multiple), paid, *proof))
    fault_point("campaigns.computed")
    copy_rows("payroll_campaignresult", _RESULT_COLUMNS, results)
    return {"campaigns": len(results)}


AGENTS = Step("agents", 0, add_up_agents, _("Sales of each agent"))
CAMPAIGNS = Step("campaigns", 1, settle_campaigns, _("Campaigns"))
DAYS = Step("days", 2, add_up_days, _("Sales of each day"))
ORDERS = Step("orders", 0, count_orders, _("Orders of the month"))
