"""The calendar as it stands: the libraries' days, overridden by those the company entered (docs/rulebook.md D2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from csd.calendar.day_kinds import library_days, published
from csd.calendar.models import CalendarDay, CalendarYear
from csd.database.rows import rows_of
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
    """The next year, if its calendar is still unknown from mid-November on: a warning for whoever plans (D2)."""
    due = (today.month, today.day) >= WARNED_FROM
    return today.year + 1 if due and not year_is_known(today.year + 1) else None


@dataclass(frozen=True)
class Day:
    """A day of the year's page: `own` says that the company entered it, `moved` that it differs from the weekday's usual kind."""

    date: date
    kind: str
    name: str
    own: bool

    @property
    def moved(self) -> bool:
        """A working day at the weekend or a day of rest within the week."""
        return self.kind != "statutory" and (self.kind == "work") == (self.date.weekday() >= 5)

    @property
    def written(self) -> str:
        """Its place in an address."""
        return self.date.isoformat()


@dataclass(frozen=True)
class MonthPage:
    """A month as weeks of seven, with empty places before its first day and after its last; `approved` months are not edited."""

    month: Month
    weeks: list[list[Day | None]]
    approved: bool


@dataclass(frozen=True)
class YearPage:
    """A year of the calendar."""

    year: int
    months: list[MonthPage]
    published: bool
    confirmed: CalendarYear | None
    entered: list[CalendarDay]

    @property
    def known(self) -> bool:
        """Whether its months can be closed, as far as the whole year says (D2)."""
        return self.published or self.confirmed is not None or len(self.entered) >= 365


def year_page(year: int) -> YearPage:
    """A year with what the libraries say and what the company entered."""
    entered = list(CalendarDay.objects.filter(date__year=year).order_by("date"))
    own = {day.date: day for day in entered}
    approved = {day for (day,) in rows_of("SELECT month FROM csd_monthlock WHERE approved AND month >= %s AND month <= %s", _span(year))}
    months = [MonthPage(month, _weeks(month, own), month.first in approved) for month in (Month(year, n) for n in range(1, 13))]
    confirmed = CalendarYear.objects.select_related("confirmed_by").filter(year=year).first()
    return YearPage(year, months, published(year), confirmed, entered)


def _span(year: int) -> list[Any]:
    return [date(year, 1, 1), date(year, 12, 31)]


def _weeks(month: Month, own: dict[date, CalendarDay]) -> list[list[Day | None]]:
    library = library_days(month)
    days: list[Day | None] = [None] * month.first.weekday()
    for day in month.days():
        mine = own.get(day)
        kind, name = (mine.kind, mine.name) if mine else library[day]
        days.append(Day(day, kind, name, mine is not None))
    days += [None] * (-len(days) % 7)
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def entered_day(day: date) -> CalendarDay | None:
    """What the company entered of a day."""
    return CalendarDay.objects.filter(date=day).first()
