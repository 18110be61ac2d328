"""My orders of a month, each with what it adds to my commission today (§2八.1), and the rail's way there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from csd.access.asking import asker
from csd.lists.paging import page_of_rows
from csd.lists.tables import Column, Link, Table
from csd.models import Plan
from csd.months import Month
from csd.shell.period import month_frame
from payroll.my_orders.selectors import MyOrders, my_orders
from payroll.payslips.access import own_attempt
from payroll.sales.models import SaleKind

_COLUMNS = (
    Column(gettext_lazy("Order number")),
    Column(gettext_lazy("Date"), "day"),
    Column(gettext_lazy("Kind"), words=dict(SaleKind.choices), minor=True),
    Column(gettext_lazy("Product"), minor=True),
    Column(gettext_lazy("Amount"), "money"),
    Column(gettext_lazy("Commission of it"), "change"),
)


@require_safe
def my_orders_page(request: HttpRequest, month: Month | None = None) -> HttpResponse:
    """The month so far; without a month this one."""
    who = asker(request)
    shown = month or Month.of(timezone.localdate())
    found = my_orders(who.employee, shown)
    closed = own_attempt(who, shown) is not None
    context: dict[str, Any] = {
        **month_frame(shown, lambda other: reverse("my-orders-of", kwargs={"month": other})),
        "found": found,
        "plan": Plan(found.plan).label,
        "closed": closed,
        "table": _table(found, request.GET),
        "slip_url": reverse("payslip-line", kwargs={"month": shown, "line": "comm_sales"}) if closed else "",
    }
    return render(request, "payroll/my_orders.html", context)


def _table(found: MyOrders, query: Mapping[str, str]) -> Table:
    """A page of the rows; all of them are computed anyway, because each depends on those before it."""
    shown, before, after = page_of_rows(found.rows, query)
    rows = [
        (
            Link(earned.row.order_no, reverse("sale", kwargs={"sale_id": earned.row.id})),
            earned.row.date,
            earned.row.kind,
            earned.row.product,
            earned.row.net,
            earned.adds if found.on_sales else None,
        )
        for earned in shown
    ]
    return Table(
        _COLUMNS,
        rows,
        caption=_("Completed orders, newest first"),
        before=before,
        after=after,
        empty=(_("No completed order in this month yet"), _("Enter your sales; an order counts once it is completed.")),
    )
