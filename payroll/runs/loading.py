"""What people enter for a month's run, as files of a company folder: nominations, specials, opening balances (FORMATS.md)."""

from __future__ import annotations

from csd.loading.kinds import YEARS, Choice, MonthOf, Reference, Text
from csd.loading.months import InMonth, InYear
from csd.loading.numbers import Number, Whole
from csd.loading.specs import Column, FileSpec
from payroll.runs.models import Nomination, OpeningBalance, PoolName, Special

PERSON = Column("employee_no", Reference("employees"), field="employee")

OPENING_BALANCES = FileSpec(
    name="opening_balances",
    model=OpeningBalance,
    key=("employee_no", "year"),
    columns=(
        PERSON,
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

NOMINATIONS = FileSpec(
    name="nominations",
    model=Nomination,
    key=("month", "pool", "employee_no"),
    columns=(
        Column("month", MonthOf()),
        Column("pool", Choice(tuple(PoolName.values))),
        PERSON,
        Column("weight", Number(), required=False, default="1"),
    ),
    months=InMonth("month"),
)

SPECIALS = FileSpec(
    name="specials",
    model=Special,
    columns=(Column("month", MonthOf()), PERSON, Column("amount", Number()), Column("reason", Text())),
    months=InMonth("month"),
)

FILES = (OPENING_BALANCES, NOMINATIONS, SPECIALS)
