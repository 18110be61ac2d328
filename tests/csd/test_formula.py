"""Books of formulas: the order of computing, editions by month, and facts that survive storing."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csd.formula import Book, decode, encode
from csd.months import Month

D = Decimal
JULY = Month(2026, 7)


@pytest.fixture
def book() -> Book:
    """Total = 2 × part, part = salary × rate: registered in the wrong order on purpose."""
    made = Book("example")

    @made.line("P2", in_gross=True)
    def total(part: Decimal, times: int) -> Decimal:
        return part * times

    @made.figure("P1")
    def part(salary: Decimal, *, order_rate__data: Decimal) -> Decimal:
        return salary * order_rate__data

    return made


def test_each_formula_finds_its_inputs_ready_whatever_the_order_of_registering(book: Book) -> None:
    evaluate = book.at(JULY).bind({"order_rate:data": D("0.5"), "unused": 1})
    assert evaluate({"salary": D(100), "times": 3}) == {"salary": D(100), "times": 3, "part": D("50.0"), "total": D("150.0")}


def test_what_a_formula_reads_is_known_from_its_signature(book: Book) -> None:
    edition = book.at(JULY)
    assert edition.facts == {"salary": Decimal, "times": int}
    assert edition.parameter_keys == {"order_rate:data"}
    assert [f.name for f in edition.money] == ["total"]
    assert [(f.name, f.money, f.in_gross) for f in book.all()] == [("total", True, True), ("part", False, False)]


def test_a_missing_fact_or_parameter_is_never_guessed(book: Book) -> None:
    with pytest.raises(KeyError, match="order_rate:data"):
        book.at(JULY).bind({})
    with pytest.raises(KeyError, match="times"):
        book.at(JULY).bind({"order_rate:data": D(1)})({"salary": D(1)})


def test_the_facts_handed_in_are_left_as_they_are(book: Book) -> None:
    facts = {"salary": D(100), "times": 3}
    book.at(JULY).bind({"order_rate:data": D(1)})(facts)
    assert facts == {"salary": D(100), "times": 3}


def test_formulas_that_need_each_other_are_an_error() -> None:
    book = Book("circle")

    @book.line("P1")
    def one(two: Decimal) -> Decimal:
        return two

    @book.line("P1")
    def two(one: Decimal) -> Decimal:
        return one

    with pytest.raises(CycleError):
        book.at(JULY)


def with_editions() -> Book:
    """A formula of which an edition holds from January 2027."""
    book = Book("example")

    @book.line("P2")
    def meal(days: int) -> Decimal:
        return D(10) * days

    def later(days: int) -> Decimal:
        return D(12) * days

    later.__name__ = "meal"
    book.line("P2", version=2, since=Month(2027, 1))(later)
    return book


def test_p18_an_edition_holds_from_its_month_on_and_months_before_keep_theirs() -> None:
    book = with_editions()
    assert book.at(Month(2026, 12)).bind({})({"days": 2})["meal"] == 20
    assert book.at(Month(2027, 1)).bind({})({"days": 2})["meal"] == 24
    assert book.versions_at(Month(2026, 12)) == {"meal": "P2@1"}
    assert book.versions_at(Month(2027, 1)) == {"meal": "P2@2"}


def test_an_edition_must_be_later_than_the_one_before() -> None:
    def meal(days: int) -> Decimal:
        return D(1)

    for since in (Month(2026, 12), Month(2027, 1)):
        with pytest.raises(ValueError, match="not later"):
            with_editions().line("P2", version=3, since=since)(meal)


def test_a_formula_that_begins_later_is_not_there_before() -> None:
    book = Book("example")

    @book.line("P20", since=Month(2027, 1))
    def allowance() -> Decimal:
        return D(1)

    assert list(book.at(Month(2026, 12)).formulas) == []
    assert list(book.at(Month(2027, 1)).formulas) == ["allowance"]


Campaigns = tuple[tuple[str, Decimal, Decimal], ...]
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=D("-1e12"), max_value=D("1e12"))
facts = st.one_of(
    st.tuples(decimals, st.just(Decimal)),
    st.tuples(st.fractions(), st.just(Fraction)),
    st.tuples(st.integers(), st.just(int)),
    st.tuples(st.booleans(), st.just(bool)),
    st.tuples(st.text(), st.just(str)),
    st.tuples(st.none() | decimals, st.just(Decimal | None)),
    st.tuples(st.lists(st.tuples(st.text(), decimals, decimals)).map(tuple), st.just(Campaigns)),
)


@given(facts)
def test_p18_a_stored_fact_comes_back_exactly(fact: tuple[Any, Any]) -> None:
    value, kind = fact
    again = decode(json.loads(json.dumps(encode(value))), kind)
    assert again == value
    assert type(again) is type(value)


def test_a_fraction_and_a_decimal_are_stored_as_text_not_as_floats() -> None:
    assert encode(Fraction(1, 3)) == "1/3"
    assert encode(D("0.10")) == "0.10"
    assert encode((("C1", D("1.5"), D("2")),)) == [["C1", "1.5", "2"]]
