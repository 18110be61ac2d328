"""Opening balances of a company folder (docs/formats.md)."""

from __future__ import annotations

from csd.loading.kinds import YEARS, Reference
from csd.loading.months import InYear
from csd.loading.numbers import Number, Whole
from csd.loading.specs import Column, FileSpec
from payroll.opening_balances.models import OpeningBalance

OPENING_BALANCES = FileSpec(
    name="opening_balances",
    sample="E1,2026,1,1,1,1,1,-5",
    model=OpeningBalance,
    key=("employee_no", "year"),
    columns=(
        Column("employee_no", Reference("employees"), field="employee"),
        Column("year", Whole(*YEARS)),
        Column("months", Whole(0, 12)),
        Column("gross", Number()),
        Column("social_housing", Number()),
        Column("special", Number()),
        Column("tax", Number()),
        Column("sales_carry", Number(negative=True), required=False, default="0"),
    ),
    months=InYear("year"),
)

FILES = (OPENING_BALANCES,)
