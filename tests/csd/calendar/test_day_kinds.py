"""D2: what a day is by the libraries: the days of the law itself, the rest of the breaks around them, working days."""

from __future__ import annotations

from datetime import date

import pytest

from csd.calendar.day_kinds import LAST_PUBLISHED, REST, STATUTORY, WORK, library_days, published, spans, statutory_days
from csd.months import Month

# the law's own days (全国年节及纪念日放假办法): 11 up to 2024, 13 since 2025
LAW = {
    2024: "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03",
    2025: "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06",
    2026: "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03",
}
# working days per month by the State Council's notices, make-up days in, holidays out
WORKDAYS = {2025: (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23), 2026: (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23)}


def kind(day: date) -> str:
    """What the libraries say a day is."""
    return library_days(Month.of(day))[day][0]


@pytest.mark.parametrize("year", LAW)
def test_d2_statutory_days_are_those_of_the_law_itself(year: int) -> None:
    assert " ".join(f"{day:%m-%d}" for day in sorted(statutory_days(year))) == LAW[year]


@pytest.mark.parametrize(("year", "number"), [(year, number) for year in WORKDAYS for number in range(1, 13)])
def test_d2_working_days_of_a_published_month(year: int, number: int) -> None:
    days = library_days(Month(year, number))
    assert sum(kind == WORK for kind, _name in days.values()) == WORKDAYS[year][number - 1]
    assert list(days) == list(Month(year, number).days())


def test_d2_the_rest_of_a_break_is_rest_not_statutory() -> None:
    # Spring Festival 2026: 02-15 to 02-23 off, of which 02-16 to 02-19 are the law's; 02-14 and 02-28 are worked instead
    kinds = {day: kind(date(2026, 2, day)) for day in range(13, 29)}
    assert [day for day, found in kinds.items() if found == STATUTORY] == [16, 17, 18, 19]
    assert [day for day, found in kinds.items() if found == REST] == [15, 20, 21, 22, 23]
    assert kinds[14] == kinds[28] == WORK


def test_d2_a_statutory_day_on_a_weekend_is_statutory_and_its_day_in_lieu_is_rest() -> None:
    # Qingming 2026 is a Sunday; Monday the 6th is off in its stead
    assert kind(date(2026, 4, 5)) == STATUTORY
    assert kind(date(2026, 4, 6)) == REST


def test_d2_a_statutory_day_has_its_name() -> None:
    assert library_days(Month(2026, 10))[date(2026, 10, 1)] == (STATUTORY, "国庆节")
    assert library_days(Month(2026, 10))[date(2026, 10, 8)] == (WORK, "")


def test_d2_years_that_the_libraries_do_not_have_are_not_published() -> None:
    assert published(2025)
    assert published(LAST_PUBLISHED)
    assert not published(LAST_PUBLISHED + 1)
    assert not published(1999)


def test_d2_in_a_year_not_published_weekends_rest_and_the_laws_days_are_there() -> None:
    year = LAST_PUBLISHED + 1
    may = library_days(Month(year, 5))
    assert may[date(year, 5, 1)][0] == may[date(year, 5, 2)][0] == STATUTORY
    others = {day: found for day, (found, _name) in may.items() if day.day > 2}
    assert all((found == REST) == (day.weekday() >= 5) for day, found in others.items())


def test_days_that_follow_each_other_become_one_span() -> None:
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 3)]
    assert spans(days) == [(date(2026, 9, 30), date(2026, 10, 2)), (date(2026, 10, 3), date(2026, 10, 4))]
    assert spans([]) == []
