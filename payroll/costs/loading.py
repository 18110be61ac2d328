"""Costs of a company folder (docs/formats.md)."""

from __future__ import annotations

from csd.loading.kinds import Choice, MonthOf, Reference, Text
from csd.loading.months import InMonth
from csd.loading.numbers import Number
from csd.loading.specs import Column, FileSpec
from payroll.costs.models import Cost, CostKind

COSTS = FileSpec(
    name="costs",
    sample="2026-07,promotion,1.5,C1,",
    model=Cost,
    columns=(
        Column("month", MonthOf()),
        Column("kind", Choice(tuple(CostKind.values))),
        Column("amount", Number()),
        Column("campaign", Reference("campaigns"), required=False),
        Column("note", Text(), required=False),
    ),
    months=InMonth("month"),
)

FILES = (COSTS,)
