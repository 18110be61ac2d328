"""A list whose query is a QuerySet: searched, sifted, ordered, paged and exported like one in SQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

import pytest
from django.db.models import F, Q

from csd.lists.asked import Asked
from csd.lists.declared import Filter, Listing
from csd.lists.listing import listed, rows_for_export
from csd.lists.paging import Key, PagePlace
from csd.lists.querysets import keys_of, query_of
from csd.lists.tables import Column
from csd.models import Employee, PolicyValue, User
from csd.organisation.standing import Standing
from payroll.models import Cost
from tests.people import person

DAY = date(2026, 9, 1)


def people(who: Standing, arguments: Any) -> Any:
    return Employee.objects.filter(~Q(name__startswith="100%")).values(
        "id", number=F("employee_no"), called=F("name"), since=F("hire_date")
    )


PEOPLE = Listing(
    "people-by-queryset",
    "People",
    lambda who: True,
    people,
    (Column("Number", key="number"), Column("Name", key="called"), Column("Since", "day", key="since")),
    {"number": (Key("number"),), "since": (Key("since", "date"), Key("id", "bigint"))},
    search=("number", "called"),
    filters=(Filter("only", "Only", {"A": "A"}, "number LIKE %(filter_only)s || '%%'"),),
)


@pytest.fixture
def who(db: None) -> Standing:
    """Somebody who asks, and others."""
    found = person("A1")
    for number in ("A2", "A3", "B1"):
        person(number)
    Employee.objects.filter(employee_no="A3").update(name="100% sure")
    return Standing(found, DAY, True, "staff", None, None, frozenset())


def numbers(who: Standing, **asked: str) -> list[str]:
    """The numbers on the first page."""
    return [row[0] for row in listed(PEOPLE, who, asked, size=10).table.rows]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["A1", "A2", "B1"]),
        ({"find": "B"}, ["B1"]),
        ({"only": "A"}, ["A1", "A2"]),
        ({"sort": "number", "down": "on"}, ["B1", "A2", "A1"]),
    ],
)
def test_it_is_asked_like_any_list(who: Standing, asked: dict[str, str], found: list[str]) -> None:
    assert numbers(who, **asked) == found


def test_it_is_paged_by_key(who: Standing) -> None:
    first = listed(PEOPLE, who, {}, size=2)
    after = first.table.after.partition("after=")[2]
    assert [row[0] for row in first.table.rows] == ["A1", "A2"]
    assert after


def test_it_is_exported_whole(who: Standing) -> None:
    portions = rows_for_export(Asked.read(PEOPLE, who, {}), who, {}, size=2)
    assert [row["number"] for portion in portions for row in portion] == ["A1", "A2", "B1"]


def test_a_sign_that_means_something_in_sql_stays_a_sign() -> None:
    query = query_of(PolicyValue.objects.filter(key="100% sure", value__contains="5%").values("key"))
    assert "100% sure" in query.values.values()
    assert list(query.values) == [f"queryset_{place}" for place in range(len(query.values))]


def test_the_keys_of_an_order_come_from_the_fields() -> None:
    assert keys_of(Cost, "month", "amount") == [Key("month", "date"), Key("amount", "numeric"), Key("id", "bigint")]
    assert keys_of(Employee, "employee_no") == [Key("employee_no")]
    with pytest.raises(TypeError, match="not ordered by"):
        keys_of(Employee, "user")
    with pytest.raises(TypeError, match="may be empty"):
        keys_of(Employee, "leave_date")
    with pytest.raises(TypeError, match="no list is ordered by a BooleanField"):
        keys_of(User, "is_active")


def test_a_number_below_zero_is_a_place_too() -> None:
    assert PagePlace.read([Key("id", "bigint")], after="[-3]").values == (-3,)


def test_an_export_that_cannot_be_continued_stops_and_does_not_begin_again(who: Standing) -> None:
    # a key of another type than it says: its mark cannot be read back
    wrong = replace(PEOPLE, sorts={"number": (Key("number", "date"),)})
    with pytest.raises(ValueError, match="cannot be continued"):
        list(islice(rows_for_export(Asked.read(wrong, who, {}), who, {}, size=2), 9))
