"""The rows behind a fact of a slip or of the waterfall: the last step of every explanation (RULES.md P18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from csd.copying import rows_of
from csd.models import Attempt
from csd.work.context import AttemptContext
from payroll.sales.steps import MONTH_ROWS, month_rows

_SALES = f"SELECT 'sale', id, order_no, date, kind, amount, cost, product FROM payroll_sale WHERE {MONTH_ROWS} AND employee_id = %(employee)s ORDER BY date, id"
_ALL_SALES = """
    SELECT 'agent', e.employee_no, a.net, a.cost, a.rows FROM payroll_agentsales a JOIN csd_employee e ON e.id = a.employee_id
    WHERE a.attempt_id = %(attempt)s ORDER BY e.employee_no COLLATE "C"
"""
_TERMS = "SELECT 'terms', id, effective_from, base_salary, plan, guarantee, weight, social_base, housing_base, housing_rate, special_deduction FROM csd_terms WHERE id = %(terms)s"
_POOL = """
    SELECT 'share', p.name, p.amount, p.facts::text, s.weight, s.amount FROM payroll_poolshare s JOIN payroll_pool p ON p.id = s.pool_id
    WHERE p.attempt_id = %(attempt)s AND s.employee_id = %(employee)s AND p.name LIKE %(name)s ORDER BY p.name
"""
_CAMPAIGNS = """
    SELECT 'campaign', c.code, c.budget, r.amount, r.cost, r.rated_amount, r.margin, r.met, r.commission, r.rows
    FROM payroll_campaignresult r JOIN payroll_campaign c ON c.id = r.campaign_id
    WHERE r.attempt_id = %(attempt)s AND c.owner_id = %(employee)s ORDER BY c.code
"""
_SPECIALS = "SELECT 'special', id, amount, reason FROM payroll_special WHERE id = ANY(%(ids)s) ORDER BY id"
_ADJUSTMENTS = "SELECT 'adjustment', id, corrects, line, amount, reason FROM payroll_adjustment WHERE id = ANY(%(ids)s) ORDER BY id"
_ENTRIES = """
    SELECT 'entry', id, rule, kind, at AT TIME ZONE 'Asia/Shanghai', points, evidence::text FROM attendance_pointentry
    WHERE attempt_id = %(attempt)s AND employee_id = %(employee)s ORDER BY at, id
"""
_SLIP_BEFORE = """
    SELECT 'payslip', a.month, s.carry_after, s.months_in_year, s.gross_in_year, s.insurance_in_year, s.special_in_year, s.tax_in_year
    FROM payroll_payslip s JOIN csd_attempt a ON a.id = s.attempt_id WHERE s.id = %(row)s
"""
_OPENING = "SELECT 'opening balance', year, months, gross, social_housing, special, tax, sales_carry FROM payroll_openingbalance WHERE id = %(row)s"
_COSTS = """
    SELECT 'cost', c.id, c.amount, g.code, c.note FROM payroll_cost c LEFT JOIN payroll_campaign g ON g.id = c.campaign_id
    WHERE c.month = %(first)s AND c.kind = %(kind)s AND c.id <= %(costs)s ORDER BY c.id
"""
_SLIP_LINES = """
    SELECT 'payslip', e.employee_no, l.amount FROM payroll_payslipline l JOIN payroll_payslip s ON s.id = l.payslip_id
    JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.attempt_id = %(attempt)s AND l.name = %(line)s ORDER BY e.employee_no COLLATE "C"
"""
_BASES = """
    SELECT 'terms', e.employee_no, t.effective_from, t.base_salary FROM csd_attemptperson p JOIN csd_terms t ON t.id = p.terms_id
    JOIN csd_employee e ON e.id = p.employee_id WHERE p.attempt_id = %(attempt)s AND p.on_last_day ORDER BY p.place
"""
_QUARTER = """
    SELECT 'waterfall', a.month, w.net_profit, w.contract_bases FROM payroll_waterfall w JOIN csd_attempt a ON a.id = w.attempt_id
    WHERE w.attempt_id = ANY(%(ids)s) ORDER BY a.month
"""
_TERM_FACTS = ("base_salary", "plan", "guarantee_amount", "social_base", "housing_base", "housing_rate", "special_deduction")
_YEAR_FACTS = ("months_before", "gross_before", "insurance_before", "special_before", "tax_before")


class SourceRows:
    """The source rows of one slip (`employee`, `terms`) or, with None for both, of the waterfall."""

    def __init__(self, attempt: Attempt, employee: int | None, terms: int | None, sources: Mapping[str, Any]) -> None:
        self._sources = sources
        context = AttemptContext.of(attempt)
        self._values = {**month_rows(context), "employee": employee, "terms": terms, "costs": context.highest("payroll_cost")}

    def of(self, fact: str) -> list[str]:
        """The rows behind a fact, one line each; none for facts of the calendar."""
        query, values = self._query(fact)
        return (
            [" ".join("–" if cell is None else str(cell) for cell in row) for row in rows_of(query, {**self._values, **values})]
            if query
            else []
        )

    def _query(self, fact: str) -> tuple[str, dict[str, Any]]:
        simple = {
            "net_sales": _SALES,
            "campaigns": _CAMPAIGNS,
            "sales_net": _ALL_SALES,
            "cost_net": _ALL_SALES,
            "contract_bases": _BASES,
            **dict.fromkeys(("unpaid_days", "holiday_minutes", "action"), _ENTRIES),
            **dict.fromkeys(_TERM_FACTS, _TERMS),
        }
        if fact in simple:
            return simple[fact], {}
        kinds = {"cost_promotion": "promotion", "cost_courier": "aftersales_courier", "cost_other": "other"}
        if fact in kinds:
            return _COSTS, {"kind": kinds[fact]}
        if fact.endswith("_total"):
            return _SLIP_LINES, {"line": fact.removesuffix("_total")}
        return self._named_rows(fact)

    def _named_rows(self, fact: str) -> tuple[str, dict[str, Any]]:
        if fact in ("order_share", "bonus_share"):
            return _POOL, {"name": f"{fact.removesuffix('_share')}:%"}
        if fact in ("specials", "adjustments"):
            ids = [row for row, _amount in self._listed(fact)]
            return (_SPECIALS if fact == "specials" else _ADJUSTMENTS), {"ids": ids}
        if fact in ("net_profit_before", "base_sum_before"):
            return _QUARTER, {"ids": list(self._listed("quarter"))}
        named = self._sources.get("year" if fact in _YEAR_FACTS else fact)
        if isinstance(named, dict) and ("slip" in named or "opening" in named):
            return (_SLIP_BEFORE, {"row": named["slip"]}) if "slip" in named else (_OPENING, {"row": named["opening"]})
        return "", {}

    def _listed(self, name: str) -> Sequence[Any]:
        found = self._sources.get(name, [])
        return found if isinstance(found, list) else []
