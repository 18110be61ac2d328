"""Where the facts of slips and of the waterfall come from: per kind of source its columns in words and the query of its rows.

Every query names its key columns (`k1`, `k2` …) last, so that csd.lists.paging can begin a page anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.models import Action, EntryKind
from csd.formats import Words
from csd.lists.paging import Key
from csd.lists.tables import Column
from csd.models import DepartmentKind, Plan
from payroll.lines.words import LINES
from payroll.proposals.models import PoolName
from payroll.sales.models import SaleKind
from payroll.sales.steps import MONTH_ROWS, SIGNED, SUMS_OF_DAYS


@dataclass(frozen=True)
class Source:
    """A kind of source rows. `tall` shows its only row from top to bottom; `persons`: it names single people's pay."""

    name: str
    caption: Words
    columns: tuple[Column, ...]
    query: str
    keys: tuple[Key, ...]
    tall: bool = False
    persons: bool = False


BY_ID = (Key("k1", "bigint"),)
BY_NUMBER = (Key("k1"),)
PERSON = (Column(_("Employee number")), Column(pgettext_lazy("person", "Name")))
POOLS: Mapping[str, Words] = {
    **{f"order:{kind}": format_lazy(_("Order pool: {kind}"), kind=label) for kind, label in DepartmentKind.choices},
    **{f"bonus:{pool}": label for pool, label in PoolName.choices},
}

_AMOUNTS = (Column(_("Amount"), "money"), Column(_("Product cost"), "money"))
SALES = Source(
    "sales",
    _("Sales"),
    (Column(_("Order number")), Column(_("Date"), "day"), Column(_("Kind"), words=dict(SaleKind.choices)), *_AMOUNTS, Column(_("Product"))),
    f"""SELECT order_no, date, kind, {SIGNED.format("amount")} AS net, {SIGNED.format("cost")} AS spent, product, date AS k1, id AS k2
        FROM payroll_sale WHERE {MONTH_ROWS} AND employee_id = %(employee)s""",
    (Key("k1", "date"), Key("k2", "bigint")),
)
SALES_BY_DAY = Source(
    "days",
    _("Sales by day"),
    (Column(_("Date"), "day"), *_AMOUNTS, Column(_("Rows"), "number")),
    # months that were computed before their days were kept are added up from the rows
    f"""SELECT date, net, cost, rows, date AS k1 FROM payroll_daysales WHERE attempt_id = %(attempt)s
        UNION ALL SELECT s.*, s.date FROM ({SUMS_OF_DAYS}) s
        WHERE NOT EXISTS (SELECT 1 FROM payroll_daysales d WHERE d.attempt_id = %(attempt)s)""",
    (Key("k1", "date"),),
)
AGENTS = Source(
    "agents",
    _("Sales by agent"),
    (*PERSON, *_AMOUNTS, Column(_("Rows"), "number")),
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
_TERMS_VALUES: Mapping[str, tuple[str, Column]] = {
    "base_salary": ("base_salary", Column(_("Base salary"), "money")),
    "plan": ("plan", Column(_("Commission plan"), words=dict(Plan.choices))),
    "guarantee_amount": ("guarantee", Column(_("Guarantee"), "money")),
    "social_base": ("social_base", Column(_("Social insurance base"), "money")),
    "housing_base": ("housing_base", Column(_("Housing fund base"), "money")),
    "housing_rate": ("housing_rate", Column(_("Housing fund rate"), "percent")),
    "special_deduction": ("special_deduction", Column(_("Special deduction per month"), "money")),
}
TERMS = {
    fact: Source(
        "terms",
        _("Pay terms"),
        (Column(_("Effective from"), "day"), column, Column(_("Department")), Column(_("Used"), "yes")),
        f"""SELECT t.effective_from, t.{name}, d.name, t.id = %(terms)s, t.effective_from AS k1, t.id AS k2
            FROM csd_terms t JOIN csd_department d ON d.id = t.department_id
            WHERE t.employee_id = %(employee)s AND t.effective_from <= %(last)s AND t.id <= %(terms_rows)s""",
        (Key("k1", "date"), Key("k2", "bigint")),
    )
    for fact, (name, column) in _TERMS_VALUES.items()
}
EMPLOYMENT = Source(
    "employment",
    _("Employment"),
    (Column(_("Hire date"), "day"), Column(_("Leave date"), "day")),
    "SELECT e.hire_date, p.leave_date, e.id AS k1 FROM csd_attemptperson p JOIN csd_employee e ON e.id = p.employee_id "
    "WHERE p.attempt_id = %(attempt)s AND p.employee_id = %(employee)s",
    BY_ID,
    tall=True,
)
_SHARE = (Column(_("Weight"), "number"), Column(_("Sum of weights"), "number"), Column(_("Own share"), "money"))
_POOL_QUERY = """SELECT p.name, p.amount, {facts} s.weight::numeric, (SELECT sum(o.weight::numeric) FROM payroll_poolshare o WHERE o.pool_id = p.id),
       s.amount AS share, p.name AS k1
       FROM payroll_poolshare s JOIN payroll_pool p ON p.id = s.pool_id
       WHERE p.attempt_id = %(attempt)s AND s.employee_id = %(employee)s AND p.name LIKE %(like)s"""
ORDER_POOL = Source(
    "pool",
    _("Order pool"),
    (Column(_("Pool"), words=POOLS), Column(_("Amount"), "money"), Column(_("Orders of the month"), "number"), Column(_("Rate per order"), "money"), *_SHARE),
    _POOL_QUERY.format(facts="(p.facts->>'orders')::bigint, (p.facts->>'rate')::numeric,"),
    BY_NUMBER,
    tall=True,
)  # fmt: skip
BONUS_POOLS = Source(
    "pools",
    _("Bonus pools"),
    (Column(_("Pool"), words=POOLS), Column(_("Amount"), "money"), *_SHARE),
    _POOL_QUERY.format(facts=""),
    BY_NUMBER,
)
CAMPAIGNS = Source(
    "campaigns",
    _("Campaigns"),
    (
        Column(_("Campaign")),
        Column(_("Budget"), "money"),
        *_AMOUNTS,
        Column(_("Amount of agents with a rate"), "money"),
        Column(_("Margin"), "number"),
        Column(_("Target met"), "yes"),
        Column(_("Commission"), "money"),
    ),
    """SELECT c.code, c.budget, r.amount, r.cost, r.rated_amount, r.margin, r.met, r.commission, c.code AS k1
       FROM payroll_campaignresult r JOIN payroll_campaign c ON c.id = r.campaign_id
       WHERE r.attempt_id = %(attempt)s AND c.owner_id = %(employee)s""",
    BY_NUMBER,
)
CAMPAIGN_SALES = Source(
    "campaign-sales",
    _("Sales of these campaigns"),
    (
        Column(_("Order number")),
        Column(_("Campaign")),
        Column(_("Date"), "day"),
        Column(_("Kind"), words=dict(SaleKind.choices)),
        *_AMOUNTS,
    ),
    """SELECT s.order_no, c.code, s.date, s.kind, CASE s.kind WHEN 'refund' THEN -s.amount ELSE s.amount END AS net,
               CASE s.kind WHEN 'refund' THEN -s.cost ELSE s.cost END AS spent, s.date AS k1, s.id AS k2
        FROM payroll_sale s JOIN payroll_campaign c ON c.id = s.campaign_id
        WHERE c.owner_id = %(employee)s AND c.month = %(first)s
          AND s.date BETWEEN %(first)s AND %(last)s AND s.status = 'completed' AND s.id <= %(highest)s""",
    (Key("k1", "date"), Key("k2", "bigint")),
)
SPECIALS = Source(
    "specials",
    _("Special rewards"),
    (Column(_("Reason")), Column(_("Amount"), "money")),
    "SELECT reason, amount, id AS k1 FROM payroll_special WHERE id = ANY(%(ids)s)",
    BY_ID,
)
ADJUSTMENTS = Source(
    "adjustments",
    _("Adjustments"),
    (
        Column(_("Corrects"), "month"),
        Column(_("Line"), words=LINES),
        Column(_("Amount"), "money"),
        Column(_("Reason")),
        Column(_("Proposed by")),
        Column(_("Approved by")),
    ),
    """SELECT a.corrects, a.line, a.amount, a.reason, p.name, b.name, a.id AS k1 FROM payroll_adjustment a
       JOIN csd_employee p ON p.id = a.proposed_by_id JOIN csd_employee b ON b.id = a.approved_by_id WHERE a.id = ANY(%(ids)s)""",
    BY_ID,
)
SCORE = Source(
    "score",
    _("Points of the month"),
    (
        Column(pgettext_lazy("points", "Score"), "points"),
        Column(_("Result"), words=dict(Action.choices)),
        Column(_("Late"), "number"),
        Column(_("Absent"), "number"),
        Column(_("Left early"), "number"),
        Column(_("Truant"), "number"),
        Column(_("Offline"), "number"),
        Column(_("Comp days used"), "number"),
        Column(_("Unpaid days"), "days"),
        Column(_("Minutes on statutory days"), "number"),
    ),
    """SELECT score, action, late, absent, early, truant, offline, comp_days_used, unpaid_days, holiday_minutes, id AS k1
       FROM attendance_monthscore WHERE attempt_id = %(attempt)s AND employee_id = %(employee)s""",
    BY_ID,
    tall=True,
)
ENTRIES = Source(
    "entries",
    _("Point entries"),
    (
        Column(_("Time"), "moment"),
        Column(_("Kind"), words=dict(EntryKind.choices)),
        Column(_("Points"), "points"),
        Column(_("Rests on")),
        Column(_("Rule")),
    ),
    """SELECT at, kind, points, evidence::text, rule, id AS k1 FROM attendance_pointentry
       WHERE attempt_id = %(attempt)s AND employee_id = %(employee)s""",
    BY_ID,
)
_YEAR = (
    Column(_("Months with a payslip"), "number"),
    Column(_("Gross"), "money"),
    Column(_("Insurance and housing fund"), "money"),
    Column(_("Special deductions"), "money"),
    Column(_("Tax withheld"), "money"),
    Column(_("Sales carry"), "money"),
)
SLIP_BEFORE = Source(
    "slip",
    _("Payslip before"),
    (Column(_("Month"), "month"), *_YEAR),
    """SELECT a.month, s.months_in_year, s.gross_in_year, s.insurance_in_year, s.special_in_year, s.tax_in_year, s.carry_after, s.id AS k1
       FROM payroll_payslip s JOIN csd_attempt a ON a.id = s.attempt_id WHERE s.id = %(row)s""",
    BY_ID,
    tall=True,
)
OPENING = Source(
    "opening",
    _("Opening balance"),
    (Column(_("Year")), *_YEAR),
    "SELECT year, months, gross, social_housing, special, tax, sales_carry, id AS k1 FROM payroll_openingbalance WHERE id = %(row)s",
    BY_ID,
    tall=True,
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
)
