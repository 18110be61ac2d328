"""Campaigns and sales of a company folder (docs/formats.md)."""

from __future__ import annotations

from csd.loading.key_cells import Key, OrderNumber
from csd.loading.kinds import Choice, Day, MonthOf, Reference, Text
from csd.loading.months import InMonth
from csd.loading.numbers import Number
from csd.loading.specs import Column, FileSpec, UpdateRule
from payroll.sales.models import Campaign, Sale, SaleKind, SaleStatus

CAMPAIGNS = FileSpec(
    name="campaigns",
    sample="C1,2026-07,E1,100.00",
    model=Campaign,
    key=("campaign",),
    columns=(
        Column("campaign", Key("campaigns"), field="code"),
        Column("month", MonthOf()),
        Column("owner_no", Reference("employees"), field="owner"),
        Column("budget", Number()),
    ),
    months=InMonth("month"),
)

_STATUS_MOVES = UpdateRule("date_trunc('month', s.date)::date = m.month")

SALES = FileSpec(
    name="sales",
    sample="1,2026-07-06,E1,P,1,10.00,5.00,K,completed,sale,C1",
    model=Sale,
    columns=(
        Column("order_no", OrderNumber()),
        Column("date", Day()),
        Column("employee_no", Reference("employees"), field="employee"),
        Column("product", Text(), required=False),
        Column("quantity", Number()),
        Column("amount", Number()),
        Column("cost", Number()),
        Column("customer", Text(), required=False),
        Column("status", Choice(tuple(SaleStatus.values)), updates=_STATUS_MOVES),
        Column("kind", Choice(tuple(SaleKind.values))),
        Column("campaign", Reference("campaigns"), required=False),
    ),
    months=InMonth("date"),
)

FILES = (CAMPAIGNS, SALES)
