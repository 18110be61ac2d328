"""Attendance's file of a company folder: scores of months closed before the system started (FORMATS.md)."""

from __future__ import annotations

from attendance.models import ScoreHistory
from csd.loading.kinds import MonthOf, Reference
from csd.loading.months import InMonth
from csd.loading.numbers import Number
from csd.loading.specs import Column, FileSpec

SCORE_HISTORY = FileSpec(
    name="score_history",
    model=ScoreHistory,
    key=("month", "employee_no"),
    columns=(Column("month", MonthOf()), Column("employee_no", Reference("employees"), field="employee"), Column("score", Number())),
    months=InMonth("month"),
)

FILES = (SCORE_HISTORY,)
