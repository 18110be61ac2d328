"""Lists: searched, filtered, sorted, paged by key and exported whole, never wider than their query (attack A07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csd.database.rows import Query, execute, rows_of
from csd.keys import search_form
from csd.lists.asked import Asked
from csd.lists.declared import Filter, Listing
from csd.lists.listing import count_for_export, listed, rows_for_export, shown_columns
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.models import Employee
from csd.organisation.standing import Standing, standing_of

TODAY = date(2026, 9, 15)
NUMBER = Key("employee_no")
PEOPLE = Listing(
    "test-people",
    "People",
    lambda who: True,
    lambda who, arguments: Query(
        "SELECT id, employee_no, name, hire_date FROM csd_employee WHERE employee_no <> %(hidden)s", {"hidden": arguments.get("hidden", "")}
    ),
    (Column("Number", key="employee_no", sort="number"), Column("Name", key="name"), Column("Hired", "day", key="hire_date", sort="hired")),
    {"number": (NUMBER,), "hired": (Key("hire_date", "date"), NUMBER)},
    search=("employee_no", "name"),
    filters=(Filter("year", "Year", {"2025": "2025", "2026": "2026"}, "extract(year FROM hire_date) = %(filter_year)s::int", chips=True),),
    links={"employee_no": lambda row: Link(row["employee_no"], f"/{row['id']}/")},
)

BY_INDEX = replace(PEOPLE, person="id")


@pytest.fixture
def who(db: None) -> Standing:
    for i in range(1, 8):
        Employee.objects.create(employee_no=f"E{i}", name=f"王{'%' if i == 3 else i}", hire_date=date(2025 + i % 2, 1, i))
    return standing_of(Employee.objects.get(employee_no="E1"), TODAY)


def numbers(who: Standing, query: str = "", **options: Any) -> list[str]:
    return [row[0].value for row in listed(PEOPLE, who, QueryDict(query), **options).table.rows]


def test_the_first_order_is_used_without_a_choice(who: Standing) -> None:
    assert numbers(who) == [f"E{i}" for i in range(1, 8)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("find=E3", ["E3"]),
        ("find=王%", ["E3"]),
        ("find=_", []),
        ("year=2025", ["E2", "E4", "E6"]),
        ("year=2025&find=4", ["E4"]),
        ("sort=hired&down=on&year=2026", ["E7", "E5", "E3", "E1"]),
    ],
)
def test_search_filter_and_order(who: Standing, query: str, found: list[str]) -> None:
    assert numbers(who, query) == found


@pytest.mark.parametrize("text", ["E", "e3", "3", "王", "%", "王%", "_", "E3 王", "E33", "七", "王.3", "Ｅ３"])
def test_a_person_is_found_by_index_as_without_it(who: Standing, text: str) -> None:
    found = [numbers(who, f"find={quote(text)}"), [row[0].value for row in listed(BY_INDEX, who, {"find": text}).table.rows]]
    assert found[0] == found[1]
    execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    with CaptureQueriesContext(connection) as statements:
        listed(BY_INDEX, who, {"find": text})
    plan = rows_of("EXPLAIN " + statements[0]["sql"].replace("%", "%%"))
    assert "employee_by_part" in str(plan)


# as a file may spell them: four kinds of dots, full width, a letter and its accent apart, blanks between Han signs
SPELLED = {
    "P6": "阿卜杜·热合曼",
    "P7": "阿卜杜•热合曼",
    "P8": "阿卜杜‧热合曼",
    "P9": "阿卜杜・热合曼",
    "P11": "Ｔｏｍ\u3000王",
    "P12": "e\u0301lodie 王",
    "P13": "王 小 明",
    "P14": "王😀",
}
DOTTED = ["P6", "P7", "P8", "P9"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *((SPELLED[number], DOTTED) for number in DOTTED),
        ("阿卜杜热合曼", DOTTED),
        ("杜.热", DOTTED),
        ("王小明", ["P13"]),
        ("王\u3000小\u200b明", ["P13"]),
        ("Tom 王", ["P11"]),
        ("ＴＯＭ", ["P11"]),
        ("élodie", ["P12"]),
        ("ELODIE", ["P12"]),
        ("ｐ１３", ["P13"]),
        ("😀", ["P14"]),
        ("明王", []),
        ("P13王小明", []),
    ],
)
def test_a_person_is_found_in_any_spelling_of_their_name(who: Standing, text: str, found: list[str]) -> None:
    for number, name in SPELLED.items():
        Employee.objects.create(employee_no=number, name=name, hire_date=TODAY)
    assert numbers(who, f"find={quote(text)}") == found
    assert [row[0].value for row in listed(BY_INDEX, who, {"find": text}).table.rows] == found


# the column of the index is made by the database, what is typed is judged by both: their rules must be one
TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(max_codepoint=0x2FFF, exclude_characters="\0", exclude_categories=["Cs", "Cn"]), max_size=8),
        st.text(st.sampled_from("王小明·•‧・･.。 \u3000\u200b\u00adÉé́ＡａΣςσİßﬁ①㎏ｶﾞガ각\u1100\u1161葛\U000e0100👩\u200d🔧_%"), max_size=12),
    ),
    min_size=20,
    max_size=60,
)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=TEXTS)
def test_the_database_has_the_same_form_for_searching(texts: list[str]) -> None:
    made = [text for (text,) in rows_of("SELECT csd_plain(text) FROM unnest(%s::text[]) WITH ORDINALITY x (text, n) ORDER BY n", [texts])]
    assert made == [search_form(text) for text in texts]


@pytest.mark.parametrize(
    "query",
    [
        "year=1999",
        "year=2025'--",
        "sort=password",
        "sort=number&after=[]",
        "after=[",
        "after=[1]",
        "after=%00",
        "find=%00",
        "hidden=E1",
        "down=on",
    ],
)
def test_what_makes_no_sense_counts_as_not_asked(who: Standing, query: str) -> None:
    assert numbers(who, query) == numbers(who)


def walked(who: Standing, query: str, mark: str) -> list[list[str]]:
    pages, page = [], listed(PEOPLE, who, QueryDict(query), size=3)
    while True:
        pages.append([row[0].value for row in page.table.rows])
        following = getattr(page.table, mark)
        if not following:
            return pages
        page = listed(PEOPLE, who, QueryDict(following.removeprefix("?")), size=3)


@pytest.mark.parametrize("query", ["", "sort=hired", "sort=hired&down=on"])
def test_pages_follow_each_other_without_gap_or_repeat(who: Standing, query: str) -> None:
    pages = walked(who, query, "after")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [number for page in pages for number in page] == numbers(who, query)


def test_back_from_the_last_page_shows_the_page_before(who: Standing) -> None:
    second = listed(PEOPLE, who, QueryDict(listed(PEOPLE, who, QueryDict(""), size=3).table.after[1:]), size=3)
    first = listed(PEOPLE, who, QueryDict(second.table.before[1:]), size=3)
    assert [row[0].value for row in first.table.rows] == ["E1", "E2", "E3"]
    assert not first.table.before


@pytest.mark.parametrize("query", ["", "year=2025", "sort=hired&down=on&find=王"])
def test_an_export_has_the_rows_of_the_page_in_its_order(who: Standing, query: str) -> None:
    asked = Asked.read(PEOPLE, who, QueryDict(query))
    exported = [row["employee_no"] for portion in rows_for_export(asked, who, {}, size=2) for row in portion]
    assert exported == numbers(who, query)
    assert count_for_export(asked, who, {}) == len(exported)


def test_the_arguments_of_the_address_hold_for_page_and_export(who: Standing) -> None:
    hidden: Mapping[str, str] = {"hidden": "E1"}
    assert "E1" not in numbers(who, arguments=hidden)
    assert count_for_export(Asked.read(PEOPLE, who, {}), who, hidden) == 6


def test_columns_are_chosen_but_the_first_always_stays() -> None:
    assert [column.key for column in shown_columns(PEOPLE, ["hire_date", "secret"])] == ["employee_no", "hire_date"]
    assert len(shown_columns(PEOPLE, [])) == 3


def test_the_total_is_counted_with_the_filter(who: Standing) -> None:
    assert listed(PEOPLE, who, QueryDict("year=2025")).total == 3


TYPED = replace(
    PEOPLE, filters=(Filter("number", "Number", typed=lambda text: text.strip().upper(), where="employee_no = %(filter_number)s"),)
)


@pytest.mark.parametrize(("query", "found"), [("number=+e3+", ["E3"]), ("number=E9", []), ("number=%00", 7), ("number=", 7)])
def test_a_filter_can_be_typed_and_is_kept_from_page_to_page(who: Standing, query: str, found: Any) -> None:
    page = listed(TYPED, who, QueryDict(query), size=3)
    assert ([row[0].value for row in page.table.rows] if isinstance(found, list) else page.total) == found
    assert page.picked == ([{"label": "Number", "word": found[0], "url": "?"}] if found == ["E3"] else page.picked)
