"""The calendar as it stands: the libraries' days, overridden by those the company entered (RULES.md D2)."""

from __future__ import annotations

from datetime import date, timedelta

from csd.daykinds import library_days, published
from csd.models import CalendarDay, CalendarYear
from csd.months import Month

# D2: month and day from which the year to come is due
WARNED_FROM = (11, 15)


def day_kinds(first: date, last: date, highest: int | None = None) -> dict[date, str]:
    """Each day from `first` to `last` inclusive → statutory, rest or work. `highest`: the highest id of an entered day that counts."""
    rows = CalendarDay.objects.filter(date__range=(first, last))
    entered = dict((rows if highest is None else rows.filter(pk__lte=highest)).values_list("date", "kind"))
    kinds = {}
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        kinds[day] = entered.get(day) or library_days(Month.of(day))[day][0]
    return kinds


def year_is_known(year: int) -> bool:
    """Whether a year's calendar is published in the libraries, was confirmed by a person, or entered day by day (D2)."""
    return published(year) or CalendarYear.objects.filter(year=year).exists() or _entered(date(year, 1, 1), date(year, 12, 31))


def month_is_known(month: Month) -> bool:
    """Whether a month can be closed by the calendar: its year is known, or each of its days was entered (D2)."""
    return year_is_known(month.year) or _entered(month.first, month.last)


def _entered(first: date, last: date) -> bool:
    return CalendarDay.objects.filter(date__range=(first, last)).count() == (last - first).days + 1


def missing_year(today: date) -> int | None:
    """The next year where its calendar is still unknown from mid-November on: a warning for whoever plans (D2)."""
    due = (today.month, today.day) >= WARNED_FROM
    return today.year + 1 if due and not year_is_known(today.year + 1) else None
