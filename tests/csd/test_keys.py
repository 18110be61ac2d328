"""The rule for keys and names: what is taken off, what is refused, and that no key breaks an address."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve, reverse
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from csd.keys import Unfit, clean_key, clean_name, from_address, meant, search_form, spellings, to_address
from csd.lists import converters

QUICK = settings(max_examples=300, deadline=None)
CASES = Path(__file__).parent.parent / "data" / "cases"
KEY_COLUMNS = {
    "employee_no",
    "manager_no",
    "approver_no",
    "owner_no",
    "code",
    "department",
    "campaign",
    "order_no",
    "substance",
    "lot",
    "ref",
}
ADDRESSES = (
    path("people/add/", HttpResponse, name="add"),
    path("people/<key:number>/", HttpResponse, name="person"),
    path("people/<key:number>/change/", HttpResponse, name="change"),
)

KEYS = [
    ("E000123", "E000123"),
    ("202610000000001", "202610000000001"),
    ('="202610000000001"', "202610000000001"),
    ("'13800000001", "13800000001"),
    ("`13800000001", "13800000001"),
    ("＝＂123＂", "123"),
    ('="\'123"', "123"),
    ("202610000000001\u200b", "202610000000001"),
    ("\ufeff202610000000001", "202610000000001"),
    ("202610000000001\u200e", "202610000000001"),
    ("\u202d13800000001\u202c", "13800000001"),
    ("KF\u00ad4", "KF4"),
    ("KF4\ufe0f", "KF4"),
    ("２０２６１０００００００００１", "202610000000001"),
    ("ＫＦ003", "KF003"),
    ("kf005", "kf005"),
    (" E1\u3000", "E1"),
    ("E1\t", "E1"),
    ("双11  大促", "双11 大促"),
    ("618·年中（华东）", "618·年中(华东)"),
    ("KF/001", "KF/001"),
    ("E7?x=1#a%20", "E7?x=1#a%20"),
    ("add", "add"),
    ("1E5", "1E5"),
    ("3E-5", "3E-5"),
    ("客-01.b", "客-01.b"),
    ("𰻝1", "𰻝1"),
]
BAD_KEYS = [
    ("", "empty"),
    ("\u200b", "empty"),
    ("\ufeff", "empty"),
    ('=""', "empty"),
    ("2.0261E+14", "rounded"),
    ("2.02E14", "rounded"),
    ("2E+14", "rounded"),
    ("2，02E＋14", "rounded"),
    ('="2.02E+14"', "rounded"),
    ("#N/A", "sheet_error"),
    ("=A1", "formula"),
    ('="123', "formula"),
    ('12"3', "sign"),
    ("CS;LO", "sign"),
    (".", "no_letter"),
    ("..", "no_letter"),
    ("--", "no_letter"),
    ("E\t1", "control"),
    ("E\n1", "control"),
    ("E\x071", "control"),
    ("E\ud8001", "control"),
    ("E\u20281", "control"),
    ("12\u202e34", "turned"),
    ("E" * 33, "long"),
    ("E" * 10_000_000, "long"),
]
NAMES = [
    ("王强", "王强"),
    (" 王强\u3000", "王强"),
    ("王 小 明", "王 小 明"),
    ("王\u200b强", "王强"),
    ("\ufeff王强", "王强"),
    ('="王强"', "王强"),
    ("阿卜杜·热合曼", "阿卜杜·热合曼"),
    ("阿卜杜•热合曼", "阿卜杜•热合曼"),
    ("Ｔｏｍ\u3000王", "Ｔｏｍ\u3000王"),
    ("e\u0301lodie 王", "e\u0301lodie 王"),
    ("O'Brien-王, jr.", "O'Brien-王, jr."),
    # a variant of the register of Han names, a joiner of Persian ones, and one of emoji
    ("葛\U000e0100城", "葛\U000e0100城"),
    ("علی\u200cرضا", "علی\u200cرضا"),
    ("王👩\u200d🔧", "王👩\u200d🔧"),
    ("བཀྲ་ཤིས", "བཀྲ་ཤིས"),
]
BAD_NAMES = [
    ("", "invisible"),
    ("\u3000", "invisible"),
    ("\u200b", "invisible"),
    ("\u3164", "invisible"),
    ("\u2800", "invisible"),
    ("\ufe0f\u200d", "invisible"),
    ("\u0301", "invisible"),
    ("王\u202e五", "turned"),
    ("王\u2066五", "turned"),
    ("王\a五", "control"),
    ("王\n五", "control"),
    ("王\t五", "control"),
    ("王\x85五", "control"),
    ("王\0五", "control"),
    ("王" * 101, "long"),
]
# what any spelling of a person is found by
SOUGHT = [
    (
        "阿卜杜热合曼",
        ["阿卜杜·热合曼", "阿卜杜•热合曼", "阿卜杜‧热合曼", "阿卜杜・热合曼", "阿卜杜･热合曼", "阿卜杜.热合曼", "阿卜杜 热合曼"],
    ),
    ("王小明", ["王 小 明", "王\u3000小明", "王\u200b小明", "王小明\ufe00"]),
    ("tom王", ["Ｔｏｍ\u3000王", "TOM 王", "tom王"]),
    ("elodie", ["élodie", "e\u0301lodie", "ÉLODIE", "Ｅ\u0301lodie"]),
    ("ガガ", ["ｶﾞｶﾞ", "ガ・ガ"]),
    ("각", ["각", "\u1100\u1161\u11a8"]),
    ("σοφοσ", ["Σοφός", "ΣΟΦΟΣ"]),
    ("_%", ["_%"]),
    ("", ["·", " \u3000", "\u200b", ""]),
]
TEXTS = st.one_of(
    st.text(max_size=24),
    st.text(
        st.sampled_from("09aZ客é.·-_/\\~?#%;=\"'` \t\n\u00a0\u3000\u00ad\u200b\u202a\u202e\ufeff\ufe0f\u0301１Ａ＝＂＇ﾞE+"), max_size=12
    ),
)


def why(clean: object, text: str, limit: int) -> str:
    """The code with which a text is refused."""
    with pytest.raises(Unfit) as refused:
        clean(text, limit)  # type: ignore[operator]
    return refused.value.code


@pytest.mark.parametrize(("text", "key"), KEYS)
def test_a_key_is_read_in_its_plain_form(text: str, key: str) -> None:
    assert clean_key(text, 32) == key


@pytest.mark.parametrize(("text", "code"), BAD_KEYS, ids=[repr(text[:20]) for text, _code in BAD_KEYS])
def test_what_is_no_key_is_refused_in_no_time(text: str, code: str) -> None:
    began = time.process_time()
    assert (why(clean_key, text, 32), time.process_time() - began < 0.2) == (code, True)


def test_a_wrapper_does_not_count_for_the_length() -> None:
    assert clean_key(f'="{"9" * 32}"', 32) == "9" * 32
    assert why(clean_key, f'="{"9" * 33}"', 32) == "long"


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_stays_as_people_write_it(text: str, name: str) -> None:
    assert clean_name(text, 100) == name


@pytest.mark.parametrize(("text", "code"), BAD_NAMES, ids=[repr(text[:20]) for text, _code in BAD_NAMES])
def test_a_name_needs_a_visible_sign_and_no_control(text: str, code: str) -> None:
    assert why(clean_name, text, 100) == code


@pytest.mark.parametrize(("form", "spelled"), SOUGHT)
def test_dots_blanks_case_width_and_accents_do_not_matter_in_a_search(form: str, spelled: list[str]) -> None:
    assert {search_form(text) for text in spelled} == {form}


def test_a_typed_key_is_looked_for_as_typed_then_by_the_rule() -> None:
    assert spellings(" ＫＦ003 ") == (" ＫＦ003 ", "ＫＦ003", "KF003", "kf003")
    assert spellings("kf005") == ("kf005", "KF005")
    assert spellings('="E1"') == ('="E1"', "E1", "e1")
    assert spellings("") == ()


@pytest.mark.parametrize(
    ("typed", "stored", "found"),
    [
        ("KF003", ["ＫＦ003"], "ＫＦ003"),
        ("KF003", ["ＫＦ003", "KF003"], "KF003"),
        ("ＫＦ003", ["ＫＦ003", "KF003"], "ＫＦ003"),
        ("kf4", ["KF4\u200b"], "KF4\u200b"),
        ("kf005", ["KF005", "kf005"], "kf005"),
        ("Kf005", ["KF005", "kf005"], None),
        ("KF.5", ["KF5"], None),
        ("E1", [], None),
    ],
)
def test_of_stored_keys_the_one_is_meant_that_is_written_so_or_the_only_one(typed: str, stored: list[str], found: str | None) -> None:
    assert meant(typed, stored) == found


@QUICK
@given(TEXTS)
def test_what_the_rule_answers_it_leaves_alone(text: str) -> None:
    for clean in (clean_key, clean_name):
        try:
            cleaned = clean(text, 40)
        except Unfit:
            continue
        assert clean(cleaned, 40) == cleaned
    assert search_form(search_form(text)) == search_form(text)


@QUICK
@given(TEXTS)
def test_two_keys_of_the_rule_that_look_alike_are_one(text: str) -> None:
    try:
        key = clean_key(text, 40)
    except Unfit:
        assume(False)
    dressed = [f'="{key}"', f"'{key}", f"\ufeff{key}\u200b", f" {key}\u3000"]
    assert {clean_key(other, 40) for other in dressed} == {key}


@QUICK
@given(st.one_of(TEXTS, st.sampled_from(["add", ".", "..", "~", "~2F", "KF/001", "a\\b", "100%25", "%2F", "?#", " ", "change"])))
def test_every_key_has_an_address_and_every_address_its_key(key: str) -> None:
    assume(not any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in key))
    for name in ("person", "change"):
        address = reverse(name, urlconf=ADDRESSES, kwargs={"number": key})
        found = resolve(unquoted(address), urlconf=ADDRESSES)
        assert (found.url_name, found.kwargs) == (name, {"number": key})
        assert not {".", "..", ""} & set(address.removeprefix("/").removesuffix("/").split("/"))
    assert from_address(to_address(key)) == key


def unquoted(address: str) -> str:
    """The path that a server hands on."""
    assert not set(address) & set("?#\\ \t\n")
    return unquote(address)


@pytest.mark.parametrize("part", ["~zz", "~2", "~~", "a~b", "~2f"])
def test_an_address_that_is_never_written_means_what_stands_there(part: str) -> None:
    assert from_address(part) == part


@pytest.mark.parametrize("file", sorted(CASES.glob("*/*.csv")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_keys_and_names_of_the_worked_cases_are_their_own_form(file: Path) -> None:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        cells = [(column, cell) for row in csv.DictReader(rows) for column, cell in row.items() if cell]
    assert [cell for column, cell in cells if column in KEY_COLUMNS and clean_key(cell, 64) != cell] == []
    assert [cell for column, cell in cells if column == "name" and clean_name(cell, 100) != cell] == []


def test_a_key_is_never_taken_for_a_page_that_stands_beside_it() -> None:
    routes = [str(pattern.pattern).split("/") for pattern in patterns(get_resolver().url_patterns)]
    beside = {
        other[place]
        for route in routes
        for place, part in enumerate(route)
        if part.startswith("<key:")
        for other in routes
        if other[:place] == route[:place] and len(other) == len(route) and other[place] and not other[place].startswith("<")
        if all(a == b or a.startswith("<") for a, b in zip(route[place + 1 :], other[place + 1 :], strict=True))
    }
    assert beside == set(converters.TAKEN)


def patterns(found: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Every pattern but those of Django's own administration, which knows rows by id."""
    for pattern in found:
        if isinstance(pattern, URLPattern):
            yield pattern
        elif pattern.namespace != "admin":
            yield from patterns(pattern.url_patterns)
