"""Calendar months as values: 'Months are calendar months', 'All dates and times are Asia/Shanghai'."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csd.months import SHANGHAI, Month

UTC = timezone.utc  # noqa: UP017
months = st.builds(Month, st.integers(1000, 2999), st.integers(1, 12))
steps = st.integers(-5000, 5000)


def test_a_month_is_read_as_it_is_written() -> None:
    assert Month.parse("2026-07") == Month(2026, 7)
    assert str(Month(2026, 7)) == "2026-07"
    assert str(Month(987, 12)) == "0987-12"


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-7", "2026-00", "2026-13", "26-07", "2026/07", "2026-07-01", " 2026-07", "2026-07\n", "２０２６-07", "0000-01"],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Month.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 13), (0, 1), (10000, 1)])
def test_a_month_that_does_not_exist_cannot_be_made(year: int, number: int) -> None:
    with pytest.raises(ValueError):
        Month(year, number)


def test_a_moment_belongs_to_its_month_in_shanghai() -> None:
    assert Month.of(datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)) == Month(2026, 6)
    assert Month.of(datetime(2026, 6, 30, 16, 0, 0, tzinfo=UTC)) == Month(2026, 7)
    assert Month.of(date(2026, 6, 30)) == Month(2026, 6)


def test_months_count_on_over_the_turn_of_the_year() -> None:
    assert Month(2025, 11) + 3 == Month(2026, 2)
    assert Month(2026, 1) - 1 == Month(2025, 12)
    assert Month(2026, 2) - 14 == Month(2024, 12)
    assert Month(2025, 12) + 0 == Month(2025, 12)


@pytest.mark.parametrize(
    ("month", "last"),
    [(Month(2026, 2), 28), (Month(2024, 2), 29), (Month(2000, 2), 29), (Month(2100, 2), 28), (Month(2026, 4), 30), (Month(2026, 12), 31)],
)
def test_a_month_ends_on_its_last_day(month: Month, last: int) -> None:
    assert month.first == date(month.year, month.number, 1)
    assert month.last == date(month.year, month.number, last)


def test_a_month_begins_and_ends_at_midnight_in_shanghai() -> None:
    assert Month(2026, 7).begin == datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert Month(2026, 7).end == datetime(2026, 7, 31, 16, tzinfo=UTC)
    assert Month(2025, 12).end == datetime(2025, 12, 31, 16, tzinfo=UTC)


def test_a_quarter_is_three_months_and_ends_with_its_third() -> None:
    assert Month(2026, 8).quarter() == (Month(2026, 7), Month(2026, 8), Month(2026, 9))
    assert Month(2026, 12).quarter() == (Month(2026, 10), Month(2026, 11), Month(2026, 12))
    assert [number for number in range(1, 13) if Month(2026, number).ends_quarter] == [3, 6, 9, 12]


def test_a_month_contains_its_first_and_its_last_day_and_no_other() -> None:
    july = Month(2026, 7)
    assert date(2026, 7, 1) in july
    assert date(2026, 7, 31) in july
    assert date(2026, 6, 30) not in july
    assert date(2026, 8, 1) not in july


@given(months, steps)
def test_adding_and_taking_away_the_same_number_of_months_leads_back(month: Month, count: int) -> None:
    there = month + count
    assert there - count == month
    assert (there > month) == (count > 0)
    assert (there.year * 12 + there.number) - (month.year * 12 + month.number) == count


@given(months)
def test_months_follow_each_other_without_gap_or_overlap(month: Month) -> None:
    days = list(month.days())
    assert days[0] == month.first
    assert days[-1] == month.last
    assert (month + 1).first - month.last == timedelta(days=1)
    assert month.end == (month + 1).begin
    assert all(Month.of(day) == month and day in month for day in days)
    assert Month.parse(str(month)) == month
    assert month in month.quarter()


@given(st.datetimes(min_value=datetime(1992, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_every_moment_lies_in_exactly_the_month_that_is_named(moment: datetime) -> None:
    month = Month.of(moment)
    assert month.begin <= moment < month.end
    assert (moment + timedelta(hours=8)).month == month.number
    assert month.begin.tzinfo is SHANGHAI
