"""The lists of sales and campaigns (docs/rulebook.md S1, S4, P6), scoped to whoever asks."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csd.access.permissions import may
from csd.access.scope import SALES as SALES_OF
from csd.access.scope import only_seen
from csd.database.rows import Query
from csd.keys import spellings
from csd.lists.declared import Arguments, Filter, Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.lists.typed import a_code, a_month, spelled
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.sales.models import SaleKind, SaleStatus

_SALES = """
    SELECT s.id, s.order_no, s.date, s.employee_id, e.employee_no, e.name, s.product, s.quantity, s.customer, s.status, s.kind,
           CASE s.kind WHEN 'refund' THEN -s.amount ELSE s.amount END AS amount, CASE s.kind WHEN 'refund' THEN -s.cost ELSE s.cost END AS cost,
           c.code AS campaign
    FROM payroll_sale s JOIN csd_employee e ON e.id = s.employee_id LEFT JOIN payroll_campaign c ON c.id = s.campaign_id
    WHERE {when} AND {seen}
"""  # noqa: E501
# the month is asked for in a way no index answers: else the index of days would be read for each campaign beside its own
_CAMPAIGNS = """
    SELECT c.id, c.code, c.month, e.employee_no, e.name, c.budget,
           (SELECT coalesce(sum(k.amount), 0) FROM payroll_cost k WHERE k.campaign_id = c.id) AS spent,
           EXISTS (SELECT 1 FROM payroll_sale s WHERE s.campaign_id = c.id AND s.status = 'completed'
                   AND date_trunc('month', s.date) = c.month) AS sold
    FROM payroll_campaign c JOIN csd_employee e ON e.id = c.owner_id WHERE c.month = %(month)s
"""


def sales_query(who: Standing, arguments: Arguments) -> Query:
    """Sales of one order number whenever they were, or else of a month; only those of people whom one may see."""
    scope = only_seen(who, "s.employee_id", SALES_OF)
    seen, values = scope.sql, scope.values
    if arguments.get("order"):
        return Query(_SALES.format(when="s.order_no = ANY(%(order)s)", seen=seen), {**values, "order": list(spellings(arguments["order"]))})
    month = Month.parse(arguments["month"])
    return Query(
        _SALES.format(when="s.date BETWEEN %(first)s AND %(last)s", seen=seen), {**values, "first": month.first, "last": month.last}
    )


def sales_arguments(order: str, month: str) -> dict[str, str]:
    """What the list of sales is asked for: an order number, or a month (this one without)."""
    if a_code(order):
        return {"order": a_code(order)}
    return {"month": a_month(month) or str(Month.of(timezone.localdate()))}


def _campaign_query(who: Standing, arguments: Arguments) -> Query:
    return Query(_CAMPAIGNS, {"month": Month.parse(arguments["month"]).first})


def _sale(row: Row) -> Link:
    return Link(row["order_no"], reverse("sale", kwargs={"sale_id": row["id"]}))


SALES = Listing(
    "sales",
    _("Sales"),
    lambda who: may(who, "sales.enter"),
    sales_query,
    (
        Column(_("Order number"), key="order_no"),
        Column(_("Date"), "day", key="date"),
        Column(_("Employee number"), key="employee_no", sort="agent", minor=True),
        Column(_("Agent"), key="name"),
        Column(_("Kind"), words=dict(SaleKind.choices), key="kind", minor=True),
        Column(_("State"), words=dict(SaleStatus.choices), key="status"),
        Column(_("Amount"), "money", key="amount"),
        Column(_("Product"), key="product", minor=True),
        Column(_("Quantity"), "number", key="quantity", hidden=True),
        Column(_("Product cost"), "money", key="cost", hidden=True),
        Column(_("Customer"), key="customer", hidden=True),
        Column(_("Campaign"), key="campaign", hidden=True),
    ),
    # by agent and day: the order of an index, so that a month of millions of rows begins at once
    {"agent": (Key("employee_id", "bigint"), Key("date", "date"), Key("id", "bigint"))},
    filters=(
        Filter("order", _("Order number"), typed=a_code, where="order_no = ANY(%(orders)s)", values=spelled("orders")),
        Filter("month", _("Month"), typed=a_month, where="%(filter_month)s <> ''"),
        Filter("agent", _("Agent's number"), typed=a_code, where="employee_no = ANY(%(agents)s)", values=spelled("agents")),
        Filter("status", _("State"), dict(SaleStatus.choices), "status = %(filter_status)s"),
        Filter("kind", _("Kind"), dict(SaleKind.choices), "kind = %(filter_kind)s"),
    ),
    links={"order_no": _sale},
    empty=(_("No sales here"), _("Nothing was entered for this month or order number, or it is not yours to see.")),
    counted=False,
)
CAMPAIGNS = Listing(
    "campaigns",
    _("Campaigns"),
    lambda who: may(who, "campaign.see"),
    _campaign_query,
    (
        Column(_("Campaign"), key="code", sort="code"),
        Column(_("Employee number"), key="employee_no", minor=True),
        Column(_("Owner"), key="name"),
        Column(_("Budget"), "money", key="budget", sort="budget"),
        Column(_("Promotion costs"), "money", key="spent"),
        Column(_("Has completed sales"), "yes", key="sold"),
    ),
    {"code": (Key("code"),), "budget": (Key("budget", "numeric"), Key("code"))},
    search=("code", "name"),
    search_label=_("Campaign or owner"),
    filters=(
        Filter(
            "sold", _("Sales"), {"no": _("Without sales"), "yes": _("With sales")}, conditions={"no": "NOT sold", "yes": "sold"}, chips=True
        ),
    ),
    empty=(_("No campaign in this month"), _("Enter one with its owner and its budget.")),
)
LISTINGS = (SALES, CAMPAIGNS)
