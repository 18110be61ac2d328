"""What people enter for a month's run, as files of a company folder: nominations and specials (docs/formats.md)."""

from __future__ import annotations

from csd.loading.kinds import Choice, MonthOf, Reference, Text
from csd.loading.months import InMonth
from csd.loading.numbers import Number
from csd.loading.specs import Column, FileSpec
from payroll.proposals.models import Nomination, PoolName, Special

PERSON = Column("employee_no", Reference("employees"), field="employee")


NOMINATIONS = FileSpec(
    name="nominations",
    sample="2026-07,staff,E1,",
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
    sample="2026-07,E1,1,why",
    model=Special,
    columns=(Column("month", MonthOf()), PERSON, Column("amount", Number()), Column("reason", Text())),
    months=InMonth("month"),
)

FILES = (NOMINATIONS, SPECIALS)
