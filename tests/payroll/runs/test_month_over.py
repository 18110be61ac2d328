"""When a month is over (docs/formats.md `close_month`): its last day, the sign-out window of its last shift, shifts that meet it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from csd.models import Employee, PolicyValue
from csd.months import SHANGHAI, Month
from duty.models import Shift
from payroll.runs.readiness import over_at
from tests.people import person

pytestmark = pytest.mark.django_db
JULY = Month(2026, 7)
MIDNIGHT = datetime(2026, 8, 1, tzinfo=SHANGHAI)


@pytest.fixture
def agent() -> Employee:
    """Somebody on the roster."""
    return person("A1")


def shift(who: Employee, start: int, end: int) -> None:
    """A shift, in hours before or after the end of July."""
    Shift.objects.create(employee=who, start=MIDNIGHT + timedelta(hours=start), end=MIDNIGHT + timedelta(hours=end))


def test_a1_without_shifts_a_month_is_over_with_its_last_day() -> None:
    assert over_at(JULY) == MIDNIGHT


@pytest.mark.parametrize(("start", "end", "over"), [(-12, -6, 0), (-8, -2, 2), (-2, 6, 10)])
def test_a1_a_month_is_over_when_its_last_sign_out_window_is(agent: Employee, start: int, end: int, over: int) -> None:
    shift(agent, start, end)
    assert over_at(JULY) == MIDNIGHT + timedelta(hours=over)


def test_a1_shifts_of_the_next_month_that_meet_the_last_one_belong_to_it(agent: Employee) -> None:
    for start, end in ((-8, 0), (0, 8), (8, 9), (10, 20)):  # an hour between the last two
        shift(agent, start, end)
    assert over_at(JULY) == MIDNIGHT + timedelta(hours=9 + 4)


def test_a1_a_colleagues_shift_that_begins_at_that_moment_does_not_meet_it(agent: Employee) -> None:
    shift(agent, -8, 0)
    shift(person("A2"), 0, 8)
    assert over_at(JULY) == MIDNIGHT + timedelta(hours=4)


def test_a1_the_window_is_that_of_the_months_policy(agent: Employee) -> None:
    shift(agent, -8, 0)
    PolicyValue.objects.create(key="out_window", effective_from=date(2026, 7, 1), value="60")
    PolicyValue.objects.create(key="out_window", effective_from=date(2026, 7, 2), value="600")
    assert over_at(JULY) == MIDNIGHT + timedelta(hours=1)
