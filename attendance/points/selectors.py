"""Reads of scores: earlier months for A10, and an attempt's own for payroll and exports."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from csd.database.rows import rows_of
from csd.months import Month

_COMPUTED = """
    SELECT s.employee_id, s.score FROM csd_attempt a JOIN attendance_monthscore s ON s.attempt_id = a.id
    WHERE a.month = %(month)s AND a.state = 'done' AND s.employee_id = ANY(%(people)s)
"""
_LOADED = """
    SELECT employee_id, score FROM attendance_scorehistory
    WHERE employee_id = ANY(%(people)s) AND month = %(month)s AND (%(highest)s::bigint IS NULL OR id <= %(highest)s)
"""


def scores_of(month: Month, people: Sequence[int], highest: int | None = None) -> dict[int, Decimal]:
    """Employee id → score of a month; one computed here beats a loaded one (docs/formats.md). Nobody without one.

    `highest` is the highest id of a loaded one that counts; None: all.
    """
    wanted = {"people": list(people), "month": month.first, "highest": highest}
    return dict(rows_of(_LOADED, wanted)) | dict(rows_of(_COMPUTED, wanted))
