"""Until when a payslip is confirmed or disputed (docs/rulebook.md P18; ours)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta


def last_day_to_answer(approved: date, days: int, is_workday: Callable[[date], bool]) -> date:
    """P18: the `days`-th working day after the day of approval; with 0 days that day itself."""
    day, left = approved, days
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day
