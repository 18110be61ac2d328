"""Reads of scores: earlier months for A10, and an attempt's own for payroll and exports."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from csd.copying import rows_of
from csd.months import Month

# a score computed here beats a loaded one (FORMATS)
_EARLIER = """
    SELECT e.id, coalesce(s.score, h.score)
    FROM unnest(%(people)s::bigint[]) AS e(id)
    LEFT JOIN csd_attempt a ON a.month = %(month)s AND a.state = 'done'
    LEFT JOIN attendance_monthscore s ON s.attempt_id = a.id AND s.employee_id = e.id
    LEFT JOIN attendance_scorehistory h ON h.employee_id = e.id AND h.month = %(month)s
    WHERE coalesce(s.score, h.score) IS NOT NULL
"""


def scores_of(month: Month, people: Sequence[int]) -> dict[int, Decimal]:
    """Employee id → score of a month, computed here or loaded; nobody without one."""
    return dict(rows_of(_EARLIER, {"people": list(people), "month": month.first}))
