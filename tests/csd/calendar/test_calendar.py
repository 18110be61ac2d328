"""D2: the company's days override the libraries', an unknown year warns from mid-November on and holds up its months."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from csd.calendar.day_kinds import LAST_PUBLISHED
from csd.calendar.selectors import day_kinds, missing_year, month_is_known, year_is_known
from csd.calendar.services import confirm_year
from csd.errors import Refused
from csd.models import CalendarDay, CalendarYear, Employee, Role
from csd.months import SHANGHAI, Month
from csd.work.people_of_month import working_days
from payroll.runs.readiness import require_ready
from tests.people import person, with_role

pytestmark = pytest.mark.django_db
UNKNOWN = LAST_PUBLISHED + 1


@pytest.fixture
def hr() -> Employee:
    """Somebody who may confirm a calendar."""
    return with_role("H1", Role.HR)


def test_d2_days_entered_by_the_company_override_the_libraries() -> None:
    CalendarDay.objects.create(date=date(2026, 7, 6), kind="rest")
    CalendarDay.objects.create(date=date(2026, 7, 11), kind="work")
    kinds = day_kinds(date(2026, 7, 3), date(2026, 7, 12))
    assert "".join(kind[0] for kind in kinds.values()) == "wrrrwwwwwr"  # Fri … Sun of the week after
    assert list(kinds) == [date(2026, 7, day) for day in range(3, 13)]


def test_d2_days_are_read_over_the_ends_of_months_and_years() -> None:
    kinds = day_kinds(date(2025, 12, 31), date(2026, 1, 5))
    assert list(kinds.values()) == ["work", "statutory", "rest", "rest", "work", "work"]


def test_d2_the_warning_of_a_missing_year_begins_in_mid_november(hr: Employee) -> None:
    assert missing_year(date(LAST_PUBLISHED, 11, 14)) is None
    assert missing_year(date(LAST_PUBLISHED, 11, 15)) == UNKNOWN
    assert missing_year(date(LAST_PUBLISHED, 12, 31)) == UNKNOWN
    assert missing_year(date(LAST_PUBLISHED - 1, 12, 31)) is None
    confirm_year(year=UNKNOWN, actor=hr)
    assert missing_year(date(LAST_PUBLISHED, 12, 1)) is None


def test_d2_a_confirmed_year_is_known_and_says_who_confirmed_it(hr: Employee) -> None:
    assert not year_is_known(UNKNOWN)
    confirm_year(year=UNKNOWN, actor=hr)
    assert year_is_known(UNKNOWN)
    assert CalendarYear.objects.get(year=UNKNOWN).confirmed_by == hr


def test_d2_confirming_twice_changes_nothing(hr: Employee) -> None:
    first = confirm_year(year=UNKNOWN, actor=hr)
    again = confirm_year(year=UNKNOWN, actor=with_role("H2", Role.FINANCE))
    assert (again.confirmed_by, again.confirmed_at) == (hr, first.confirmed_at)
    assert CalendarYear.objects.count() == 1


@pytest.mark.parametrize(("year", "code"), [(LAST_PUBLISHED, "published"), (1999, "no_such_year"), (2101, "no_such_year")])
def test_d2_only_a_year_that_is_not_published_can_be_confirmed(hr: Employee, year: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        confirm_year(year=year, actor=hr)
    assert refused.value.code == code


def test_d2_only_hr_and_finance_confirm() -> None:
    with pytest.raises(Refused) as refused:
        confirm_year(year=UNKNOWN, actor=with_role("A1", Role.AUDITOR))
    assert refused.value.code == "not_allowed"
    assert not CalendarYear.objects.exists()


def test_d2_confirm_calendar_on_the_command_line(hr: Employee, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("confirm_calendar", str(UNKNOWN), "--as", "H1")
    assert capsys.readouterr().out.startswith(f"{UNKNOWN} H1 H1 ")
    assert year_is_known(UNKNOWN)


@pytest.mark.parametrize(
    ("year", "who", "reason"),
    [("1900", "H1", "1900 is not a year between"), (str(UNKNOWN), "X9", "no employee X9"), (str(UNKNOWN), "S1", "may not do this")],
)
def test_d2_confirm_calendar_refuses_in_one_line(hr: Employee, year: str, who: str, reason: str) -> None:
    person("S1")
    with pytest.raises(CommandError, match=reason):
        call_command("confirm_calendar", year, "--as", who)
    assert not CalendarYear.objects.exists()


def test_d2_months_of_an_unknown_year_cannot_be_closed_until_it_is_confirmed(hr: Employee) -> None:
    with time_machine.travel(datetime(UNKNOWN, 3, 10, tzinfo=SHANGHAI), tick=False):
        with pytest.raises(Refused) as refused:
            require_ready(Month(UNKNOWN, 1))
        assert refused.value.code == "no_calendar"
        confirm_year(year=UNKNOWN, actor=hr)
        require_ready(Month(UNKNOWN, 1))


def enter(first: date, last: date) -> None:
    """Every day of a span, entered by the company."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    CalendarDay.objects.bulk_create(CalendarDay(date=day, kind="work" if day.weekday() < 5 else "rest") for day in days)


def test_d2_a_year_entered_day_by_day_is_known() -> None:
    enter(date(UNKNOWN, 1, 1), date(UNKNOWN, 12, 30))
    assert not year_is_known(UNKNOWN)
    enter(date(UNKNOWN, 12, 31), date(UNKNOWN, 12, 31))
    assert year_is_known(UNKNOWN)


def test_d2_a_month_entered_day_by_day_can_be_closed_and_no_other_of_its_year() -> None:
    enter(date(UNKNOWN, 2, 1), date(UNKNOWN, 3, 30))
    assert [month for month in range(1, 13) if month_is_known(Month(UNKNOWN, month))] == [2]
    with time_machine.travel(datetime(UNKNOWN, 4, 10, tzinfo=SHANGHAI), tick=False):
        require_ready(Month(UNKNOWN, 2))
        with pytest.raises(Refused) as refused:
            require_ready(Month(UNKNOWN, 3))
    assert refused.value.code == "no_calendar"


def test_p1_employed_counts_working_days_between_two_dates_both_included() -> None:
    july = [day for day, kind in day_kinds(date(2026, 7, 1), date(2026, 7, 31)).items() if kind == "work"]
    assert working_days(july, date(2026, 7, 1), date(2026, 7, 31)) == 23
    assert working_days(july, date(2026, 7, 15), date(2026, 7, 31)) == 13  # Wed 15 to Fri 17, two full weeks
    assert working_days(july, date(2026, 7, 1), date(2026, 7, 3)) == 3
    assert working_days(july, date(2026, 7, 4), date(2026, 7, 5)) == 0  # a weekend
    assert working_days(july, date(2026, 7, 3), date(2026, 7, 3)) == 1
