"""Model fields: a month is stored as its first day, money and points are numbers and never NaN, whoever writes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import psycopg2.errors
import pytest
from django.core.exceptions import ValidationError
from psycopg2.extensions import cursor

from csd.database.fields import MonthField
from csd.database.rows import rows_of
from csd.months import SHANGHAI, Month
from payroll.costs.models import Cost

field = MonthField()
INSERT = "INSERT INTO payroll_cost (month, kind, amount, note) VALUES (%s, %s, %s, '')"


@pytest.mark.parametrize(
    "value", [Month(2026, 7), "2026-07", date(2026, 7, 1), date(2026, 7, 31), datetime(2026, 7, 31, 23, 59, tzinfo=SHANGHAI)]
)
def test_a_month_field_takes_months_text_and_dates(value: object) -> None:
    assert field.to_python(value) == Month(2026, 7)
    assert field.get_prep_value(value) == date(2026, 7, 1)


@pytest.mark.parametrize("value", ["", "2026-13", "July", "2026-07-01", 7])
def test_what_is_no_month_is_a_validation_error(value: object) -> None:
    with pytest.raises(ValidationError):
        field.to_python(value)


def test_an_empty_month_stays_empty() -> None:
    assert field.to_python(None) is None
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None) is None


@pytest.mark.django_db
def test_a_month_comes_back_as_it_was_stored_and_orders_by_time() -> None:
    for text in ("2026-10", "2026-02", "2025-12"):
        Cost.objects.create(month=text, kind="other", amount=Decimal("1.00"))
    assert list(Cost.objects.order_by("month").values_list("month", flat=True)) == [Month(2025, 12), Month(2026, 2), Month(2026, 10)]
    assert Cost.objects.filter(month__gt=Month(2025, 12), month__lt="2026-10").get().month == Month(2026, 2)
    assert rows_of("SELECT min(month) FROM payroll_cost") == [(date(2025, 12, 1),)]
    stored = Cost.objects.get(month="2026-02")
    assert Cost._meta.get_field("month").value_to_string(stored) == "2026-02"


@pytest.mark.parametrize(
    "values", [("2026-07-02", "other", "1"), ("2026-07-01", "other", "NaN"), ("2026-07-01", "other", "-0.01"), ("2026-07-01", "none", "1")]
)
def test_s3_the_database_itself_refuses_what_cannot_be_a_cost(cursor_as: Callable[[str], cursor], values: tuple[str, ...]) -> None:
    with pytest.raises(psycopg2.errors.CheckViolation):
        cursor_as("app").execute(INSERT, values)


def test_s3_the_database_takes_a_cost(cursor_as: Callable[[str], cursor]) -> None:
    session = cursor_as("app")
    session.execute(INSERT, ("2026-07-01", "promotion", "0.01"))
    assert session.rowcount == 1
