"""The facts of the waterfall, each with the rows it comes from (docs/rulebook.md P7, P8)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from csd.lists.paging import Key
from csd.lists.tables import Column
from csd.months import Month
from payroll.lines.facts.columns import AMOUNTS, BY_ID, BY_NUMBER, PERSON
from payroll.lines.facts.registry import Fact, Group, Shown, Source, register
from payroll.lines.facts.sales import SALES
from payroll.sales.steps import SUMS_OF_DAYS

SALES_BY_DAY = Source(
    "days",
    _("Sales by day"),
    (Column(_("Date"), "day"), *AMOUNTS, Column(_("Rows"), "number")),
    # months that were computed before their days were kept are added up from the rows
    f"""SELECT date, net, cost, rows, date AS k1 FROM payroll_daysales WHERE attempt_id = %(attempt)s
        UNION ALL SELECT s.*, s.date FROM ({SUMS_OF_DAYS}) s
        WHERE NOT EXISTS (SELECT 1 FROM payroll_daysales d WHERE d.attempt_id = %(attempt)s)""",
    (Key("k1", "date"),),
)
AGENTS = Source(
    "agents",
    _("Sales by agent"),
    (*PERSON, *AMOUNTS, Column(_("Rows"), "number")),
    """SELECT e.employee_no, e.name, a.net, a.cost, a.rows, e.employee_no AS k1
       FROM payroll_agentsales a JOIN csd_employee e ON e.id = a.employee_id WHERE a.attempt_id = %(attempt)s""",
    BY_NUMBER,
    persons=True,
)
SALES_OF_AGENT = replace(
    SALES,
    name="agent",
    query=SALES.query.replace("employee_id = %(employee)s", "employee_id = (SELECT id FROM csd_employee WHERE employee_no = %(only)s)"),
    persons=True,
)
COSTS = Source(
    "costs",
    _("Costs"),
    (Column(_("Note")), Column(_("Campaign")), Column(_("Amount"), "money")),
    """SELECT c.note, g.code, c.amount, c.id AS k1 FROM payroll_cost c LEFT JOIN payroll_campaign g ON g.id = c.campaign_id
       WHERE c.month = %(first)s AND c.kind = %(kind)s AND c.id <= %(costs)s""",
    BY_ID,
)
SLIP_LINES = Source(
    "lines",
    _("Lines of the payslips"),
    (*PERSON, Column(_("Amount"), "money")),
    """SELECT e.employee_no, e.name, l.amount, e.employee_no AS k1 FROM payroll_payslipline l
       JOIN payroll_payslip s ON s.id = l.payslip_id JOIN csd_employee e ON e.id = s.employee_id
       WHERE s.attempt_id = %(attempt)s AND l.name = %(line)s""",
    BY_NUMBER,
    persons=True,
)
BASES = Source(
    "bases",
    _("Contract base salaries"),
    (*PERSON, Column(_("Effective from"), "day"), Column(_("Base salary"), "money")),
    """SELECT e.employee_no, e.name, t.effective_from, t.base_salary, e.employee_no AS k1 FROM csd_attemptperson p
       JOIN csd_terms t ON t.id = p.terms_id JOIN csd_employee e ON e.id = p.employee_id
       WHERE p.attempt_id = %(attempt)s AND p.on_last_day""",
    BY_NUMBER,
    persons=True,
)
QUARTER = Source(
    "quarter",
    _("Waterfalls of the quarter's months before"),
    (Column(_("Month"), "month"), Column(_("Net profit"), "money"), Column(_("Sum of base salaries"), "money")),
    """SELECT a.month, w.net_profit, w.contract_bases, a.month AS k1 FROM payroll_waterfall w JOIN csd_attempt a ON a.id = w.attempt_id
       WHERE w.attempt_id = ANY(%(ids)s)""",
    (Key("k1", "date"),),
    typed=lambda row: (Month.of(row[0]), *row[1:]),
)
_SALES = (Shown(SALES_BY_DAY), Shown(AGENTS))
COST_KINDS = {"cost_promotion": "promotion", "cost_courier": "aftersales_courier", "cost_other": "other"}


def _cost(fact: str) -> tuple[Shown]:
    return (Shown(COSTS, lambda proof: {"kind": COST_KINDS[fact]}),)


def _lines(line: str) -> tuple[Shown]:
    return (Shown(SLIP_LINES, lambda proof: {"line": line}),)


def _quarter(attempts: Any) -> dict[str, Any]:
    return {"ids": list(attempts or ())}


QUARTERS = Group("quarter", lambda batch: {})
register(
    Fact("sales_net", _("net completed amounts of the month"), tables=_SALES, of_one=SALES_OF_AGENT),
    Fact("cost_net", _("product cost of the same rows"), tables=_SALES, of_one=SALES_OF_AGENT),
    Fact("comm_sales_total", _("commissions on sales of all payslips"), tables=_lines("comm_sales")),
    Fact("comm_order_total", _("commissions on orders of all payslips"), tables=_lines("comm_order")),
    Fact("guarantee_total", _("top-ups to guarantees of all payslips"), tables=_lines("guarantee")),
    Fact("comm_target_total", _("commissions on campaigns of all payslips"), tables=_lines("comm_target")),
    Fact("cost_promotion", _("promotion costs"), tables=_cost("cost_promotion")),
    Fact("cost_courier", _("after-sales courier costs"), tables=_cost("cost_courier")),
    Fact("cost_other", _("other costs of the month"), tables=_cost("cost_other")),
    Fact("contract_bases", _("contract base salaries of who is employed on the last day"), tables=(Shown(BASES),)),
    Fact("net_profit_before", _("net profit of the quarter's months before"), QUARTERS, tables=(Shown(QUARTER, _quarter),)),
    Fact("base_sum_before", _("base salaries of the quarter's months before"), QUARTERS, tables=(Shown(QUARTER, _quarter),)),
    Fact("ends_quarter", _("last month of a quarter")),
)
