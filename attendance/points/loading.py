"""Attendance's file of a company folder: scores of months closed before the system started (docs/formats.md)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from attendance.points.models import ScoreHistory
from csd.database.rows import rows_of
from csd.loading.issues import ISSUES_MAX, Bad
from csd.loading.kinds import MonthOf, Reference
from csd.loading.months import InMonth
from csd.loading.numbers import Number
from csd.loading.policies import policy_rows
from csd.loading.specs import Column, FileSpec, Load, Staged
from csd.policy.parameters import PARAMETERS

ABOVE_START = _("“%(value)s” is above %(high)s, the points that the month started with")


def check_scores(load: Load, staged: Staged) -> None:
    """A: no score is above the points that everyone starts the month with."""
    found = rows_of(
        f"WITH starts AS ({policy_rows(load)}), scored AS ("
        "SELECT line, score, coalesce((SELECT value FROM starts WHERE key = 'start_points' AND effective_from <= s.month"
        f" ORDER BY effective_from DESC LIMIT 1), %s)::numeric AS high FROM {staged.table} s)"
        f" SELECT line, score, high, count(*) OVER () FROM scored WHERE score > high ORDER BY line LIMIT {ISSUES_MAX}",
        [PARAMETERS["start_points"].default],
    )
    issues = [(line, Bad(ABOVE_START, value=str(score), high=str(high))) for line, score, high, _total in found]
    load.errors.add_all(staged.place, "score", found[0][-1] if found else 0, issues)


SCORE_HISTORY = FileSpec(
    name="score_history",
    sample="2026-06,E1,5.5",
    model=ScoreHistory,
    key=("month", "employee_no"),
    columns=(Column("month", MonthOf()), Column("employee_no", Reference("employees"), field="employee"), Column("score", Number())),
    months=InMonth("month"),
    set_checks=(check_scores,),
)

FILES = (SCORE_HISTORY,)
