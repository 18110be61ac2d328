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

from csd.formula import FIRST, Book, decode, encode
from csd.months import Month

D = Decimal
JULY, NEXT_YEAR = Month(2026, 7), Month(2027, 1)
WORDS: dict[str, Any] = {"label": "called so", "sentence": "worked out so", "since": FIRST}
EARNED: dict[str, Any] = {**WORDS, "kind": "earning"}


@pytest.fixture
def book() -> Book:
    """Total = 2 × part, part = salary × rate: registered in the wrong order on purpose."""
    made = Book("example")

    @made.line("P2", **EARNED)
    def total(part: Decimal, times: int) -> Decimal:
        return part * times

    @made.figure("P1", **WORDS)
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
    assert [(f.name, f.money, f.kind) for f in book.all()] == [("total", True, "earning"), ("part", False, "")]


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

    @book.line("P1", **EARNED)
    def one(two: Decimal) -> Decimal:
        return two

    @book.line("P1", **EARNED)
    def two(one: Decimal) -> Decimal:
        return one

    with pytest.raises(CycleError):
        book.at(JULY)


def with_editions() -> Book:
    """A formula of which an edition holds from January 2027."""
    book = Book("example")

    @book.line("P2", **EARNED)
    def meal(days: int) -> Decimal:
        return D(10) * days

    @book.line("P2", **{**EARNED, "since": NEXT_YEAR, "sentence": "worked out otherwise"}, name="meal")
    def meal_from_2027(days: int) -> Decimal:
        return D(12) * days

    return book


def test_p18_an_edition_holds_from_its_month_on_and_months_before_keep_theirs() -> None:
    book = with_editions()
    assert book.at(Month(2026, 12)).bind({})({"days": 2})["meal"] == 20
    assert book.at(Month(2027, 1)).bind({})({"days": 2})["meal"] == 24
    assert book.versions_at(Month(2026, 12)) == {"meal": "P2@1"}
    assert book.versions_at(NEXT_YEAR) == {"meal": "P2@2"}
    assert [book.at(month).formulas["meal"].sentence for month in (JULY, NEXT_YEAR)] == ["worked out so", "worked out otherwise"]
    assert (book.since("meal"), list(book.newest())) == (FIRST, ["meal"])


@pytest.mark.parametrize(
    ("registered", "refused"),
    [
        ({"name": "meal", "since": Month(2026, 12)}, "not later"),
        ({"name": "meal", "since": NEXT_YEAR}, "not later"),
        ({"name": "supper", "since": Month(2028, 1)}, "there is no supper"),
        ({"since": Month(2028, 1)}, "there is a meal already"),
        ({"name": "meal", "since": Month(2028, 1), "sentence": ""}, "has no words"),
        ({"name": "meal", "since": Month(2028, 1), "kind": "gift"}, "not 'gift'"),
    ],
)
def test_an_edition_that_could_change_what_was_is_refused(registered: dict[str, Any], refused: str) -> None:
    book = with_editions()

    def meal(days: int) -> Decimal:
        return D(1)

    with pytest.raises(ValueError, match=refused):
        book.line("P2", **{**EARNED, **registered})(meal)


def test_since_is_never_left_out() -> None:
    with pytest.raises(TypeError, match="since"):
        Book("example").line("P2", kind="earning", label="a", sentence="b")  # type: ignore[call-arg]


def test_a_formula_that_begins_later_is_not_there_before() -> None:
    book = Book("example")

    @book.line("P20", **{**EARNED, "since": NEXT_YEAR})
    def allowance() -> Decimal:
        return D(1)

    assert list(book.at(Month(2026, 12)).formulas) == []
    assert list(book.at(Month(2027, 1)).formulas) == ["allowance"]


def with_sums() -> Book:
    """Gross is what counts towards the minimum and what else is earned; net is gross less what is taken."""
    book = Book("example")
    book.line("P1", **EARNED)(base)
    book.figure("P11b", **WORDS)(minimum)
    book.line("P12", **{**WORDS, "kind": "result", "sentence": "%(minimum)s"})(gross)
    book.line("P13", **{**WORDS, "kind": "deduction"})(penalty)
    book.line("P16", **{**WORDS, "kind": "result", "sentence": "%(gross)s − %(penalty)s"})(net)
    return book


def base(salary: Decimal) -> Decimal:
    return salary


def minimum(base: Decimal, *minimum_wage: Decimal) -> Decimal:
    return sum(minimum_wage, base)


def gross(minimum: Decimal, *earning: Decimal) -> Decimal:
    return sum(earning, minimum)


def penalty(fine: Decimal) -> Decimal:
    return fine


def net(gross: Decimal, penalty: Decimal, *deduction: Decimal) -> Decimal:
    return gross - penalty - sum(deduction, D(0))


def test_a_sum_collects_every_further_line_of_its_kind_once() -> None:
    book = with_sums()
    facts = {"salary": D(100), "fine": D(5)}
    assert book.at(JULY).bind({})(facts)["net"] == 95

    @book.line("P20", **{**EARNED, "since": NEXT_YEAR})
    def night(salary: Decimal) -> Decimal:
        return D(10)

    @book.line("P21", **{**EARNED, "since": NEXT_YEAR}, counts=("minimum_wage",))
    def shift(salary: Decimal) -> Decimal:
        return D(20)

    @book.line("P22", **{**WORDS, "since": NEXT_YEAR, "kind": "deduction"})
    def union(gross: Decimal) -> Decimal:
        return gross / 10

    values = book.at(NEXT_YEAR).bind({})(facts)
    assert (values["minimum"], values["gross"], values["union"], values["net"]) == (120, 130, 13, 112)
    assert book.at(JULY).bind({})(facts)["net"] == 95
    assert [book.at(NEXT_YEAR).formulas[name].further for name in ("minimum", "gross", "net")] == [("shift",), ("night",), ("union",)]


def test_the_sentence_of_a_sum_names_what_it_collected() -> None:
    book = with_sums()
    book.line("P20", **{**EARNED, "since": NEXT_YEAR})(_named("night"))
    book.line("P22", **{**WORDS, "since": NEXT_YEAR, "kind": "deduction"})(_named("union"))
    formulas = book.at(NEXT_YEAR).formulas
    words = {name: name.upper() for name in formulas}
    assert formulas["gross"].in_words(formulas["gross"].sentence, words) == "MINIMUM + NIGHT"
    assert formulas["net"].in_words(formulas["net"].sentence, words) == "GROSS − PENALTY − UNION"


def _named(name: str) -> Any:
    def line(salary: Decimal) -> Decimal:
        return salary

    line.__name__ = name
    return line


def test_a_part_of_a_book_needs_only_its_own_facts() -> None:
    assert with_sums().at(JULY).part("gross").bind({})({"salary": D(7)})["gross"] == 7


def test_what_is_tried_is_forgotten() -> None:
    book = with_sums()
    with book.trying():
        book.line("P20", **{**EARNED, "since": NEXT_YEAR})(_named("night"))
        assert "night" in book.newest()
    assert "night" not in book.newest()


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
