"""Which month is suggested for computing first: the first with shifts or sales (after an approved one: tests/pages/test_run_pages.py)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from csd.models import Employee
from csd.months import SHANGHAI, Month
from duty.models import Shift
from payroll.models import Sale
from payroll.runs.overview import next_month
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Employee:
    """Somebody who sells and works."""
    return person("A1")


def sale(who: Employee, day: date) -> None:
    Sale.objects.create(date=day, order_no=f"O{day}", employee=who, quantity=1, amount=1, cost=0, kind="sale", status="completed")


def shift(who: Employee, start: datetime) -> None:
    Shift.objects.create(employee=who, start=start, end=start + timedelta(hours=8))


def test_of_nothing_nothing_comes_next() -> None:
    assert next_month() is None


def test_the_first_month_with_a_sale_whatever_came_first_into_the_books(agent: Employee) -> None:
    for day in (date(2026, 5, 3), date(2026, 3, 31), date(2026, 4, 1)):
        sale(agent, day)
    assert next_month() == Month(2026, 3)


@pytest.mark.parametrize(("hour", "month"), [(0, 5), (-1, 4)])
def test_a_shift_begins_its_month_in_shanghai(agent: Employee, hour: int, month: int) -> None:
    shift(agent, datetime(2026, 5, 1, tzinfo=SHANGHAI) + timedelta(hours=hour))
    assert next_month() == Month(2026, month)


@pytest.mark.parametrize(("sold", "worked"), [(3, 5), (5, 3)])
def test_the_earlier_of_both(agent: Employee, sold: int, worked: int) -> None:
    sale(agent, date(2026, sold, 9))
    shift(agent, datetime(2026, worked, 9, 9, tzinfo=SHANGHAI))
    assert next_month() == Month(2026, 3)
