"""What a day is by the libraries behind the calendar (docs/rulebook.md D2). Days entered by the company override them.

FACTS 4.1: chinesecalendar for the working days of published years, holidays for the statutory days of the law itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import holidays
from chinese_calendar.constants import holidays as _published

from csd.months import Month

STATUTORY, REST, WORK = "statutory", "rest", "work"
# holidays marks the days that are not the law's own by these words: a day off in lieu, and a rest day moved by the State Council
_MOVED = ("补假", "休息日", "调休")
LAST_PUBLISHED = max(day.year for day in _published)
FIRST_PUBLISHED = min(day.year for day in _published)


def published(year: int) -> bool:
    """Whether the libraries have the official working days of a year."""
    return FIRST_PUBLISHED <= year <= LAST_PUBLISHED


@lru_cache(maxsize=64)
def statutory_days(year: int) -> dict[date, str]:
    """The statutory days of a year with their names, moved rest days left out."""
    found = holidays.country_holidays("CN", years=year, language="zh_CN")
    named = {}
    for day, name in found.items():
        own = [part for part in name.split(";") if not any(word in part for word in _MOVED)]
        if own and day.year == year:
            named[day] = own[0].strip()
    return named


@lru_cache(maxsize=512)
def library_days(month: Month) -> dict[date, tuple[str, str]]:
    """Each day of a month → (kind, name). In a year not published yet, Saturdays and Sundays rest."""
    statutory = statutory_days(month.year)
    known = published(month.year)
    days = {}
    for day in month.days():
        if day in statutory:
            days[day] = (STATUTORY, statutory[day])
        elif chinese_calendar.is_workday(day) if known else day.weekday() < 5:
            days[day] = (WORK, "")
        else:
            days[day] = (REST, "")
    return days


def spans(days: list[date]) -> list[tuple[date, date]]:
    """Days in order as half-open spans [first, day after last) of consecutive ones."""
    joined: list[tuple[date, date]] = []
    for day in days:
        if joined and joined[-1][1] == day:
            joined[-1] = (joined[-1][0], day + timedelta(days=1))
        else:
            joined.append((day, day + timedelta(days=1)))
    return joined
