"""The one rounding ('rounded half-up to the fen', 'multiply first, divide last') and the largest remainder."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csd.money import cut, half_up, largest_remainder, whole_weights

D = Decimal
amounts = st.decimals(min_value=D("-1e9"), max_value=D("1e9"), places=4, allow_nan=False)
pools = st.integers(0, 10**10).map(lambda fen: D(fen).scaleb(-2))
weights = st.dictionaries(
    st.from_regex(r"E[0-9]{1,3}", fullmatch=True), st.decimals(min_value=0, max_value=50, places=2, allow_nan=False), max_size=12
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "result"),
    [
        (D("0.004"), 1, "0.00"),
        (D("0.005"), 1, "0.01"),
        (D("2.675"), 1, "2.68"),
        (D("0.00499999999999999999999999999"), 1, "0.00"),
        (1, 3, "0.33"),
        (2, 3, "0.67"),
        (1, 8, "0.13"),
        (D("1500") * 7, 23, "456.52"),  # 456.5217…
        (D("100") * 3, 7, "42.86"),  # 42.857…
        (D("-0.005"), 1, "-0.01"),
        (D("-0.0049"), 1, "0.00"),
        (D("3.00") * 0, 22, "0.00"),
    ],
)
def test_amounts_are_rounded_half_up_to_the_fen(numerator: Decimal, denominator: int, result: str) -> None:
    assert half_up(numerator, denominator) == D(result)


def test_a_share_is_multiplied_first_and_divided_last() -> None:
    # 1/3 cut to 28 digits first would give 99.99999…
    assert half_up(D("300.00") * 1, 3) == D("100.00")
    # 0.015 exactly: a third of 0.045, a tie that a rounded quotient of 28 digits still has, and one that only looks like it
    assert half_up(D("0.045"), 3) == D("0.02")
    assert half_up(D("0.0449999999999999999999999999999999"), 3) == D("0.01")


@given(amounts, st.decimals(min_value=D("0.01"), max_value=D("1e6"), places=2, allow_nan=False))
def test_rounding_is_that_of_the_exact_fraction(numerator: Decimal, denominator: Decimal) -> None:
    exact = Fraction(numerator) / Fraction(denominator) * 100
    sign = -1 if exact < 0 else 1
    assert Fraction(half_up(numerator, denominator)) * 100 == sign * floor(abs(exact) + Fraction(1, 2))


@pytest.mark.parametrize(("amount", "result"), [("1.239", "1.23"), ("1.23", "1.23"), ("0.0099", "0.00"), ("498.209", "498.20")])
def test_p13_twenty_per_cent_of_gross_are_cut_to_the_fen(amount: str, result: str) -> None:
    assert cut(D(amount)) == D(result)


def split(amount: str, **by: str) -> dict[str, str]:
    """largest_remainder in text, for reading."""
    return {no: str(share) for no, share in largest_remainder(D(amount), {no: D(w) for no, w in by.items()}).items()}


def test_a_left_over_fen_goes_to_the_smaller_employee_number() -> None:
    """P4: ties to the smaller employee number."""
    assert split("100.00", E3="1", E1="1", E2="1") == {"E1": "33.34", "E2": "33.33", "E3": "33.33"}
    assert split("0.02", E3="1", E1="1", E2="1") == {"E1": "0.01", "E2": "0.01", "E3": "0.00"}


def test_employee_numbers_are_compared_as_strings() -> None:
    """P4: string order, so E10 comes before E9."""
    assert split("0.01", E9="1", E10="1") == {"E10": "0.01", "E9": "0.00"}


def test_the_left_over_goes_to_the_largest_fractional_part_not_to_the_largest_share() -> None:
    # 10.00 by 5:3:1 → 555.5…, 333.3…, 111.1… fen: one fen is left over, for the .5
    assert split("10.00", E1="1", E2="3", E3="5") == {"E1": "1.11", "E2": "3.33", "E3": "5.56"}
    # 1.00 by 0.5:1:2 → 14.28…, 28.57…, 57.14… fen
    assert split("1.00", E1="0.5", E2="1", E3="2") == {"E1": "0.14", "E2": "0.29", "E3": "0.57"}


def test_left_over_fen_are_handed_out_one_by_one() -> None:
    # 1.00 by 3:3:2:2:1 → 27.27, 27.27, 18.18, 18.18, 9.09 fen: 99 handed out, then the one with the largest part, .27, smaller number first
    assert split("1.00", A="3", B="3", C="2", D="2", E="1") == {"A": "0.28", "B": "0.27", "C": "0.18", "D": "0.18", "E": "0.09"}
    # 0.05 by 1:1:1 → 1.66… each: two fen left over
    assert split("0.05", A="1", B="1", C="1") == {"A": "0.02", "B": "0.02", "C": "0.01"}


def test_where_the_weights_sum_to_nothing_nothing_is_handed_out() -> None:
    assert split("10.00", E1="0", E2="0.00") == {"E1": "0.00", "E2": "0.00"}
    assert largest_remainder(D("10.00"), {}) == {}


def test_who_has_weight_0_gets_nothing() -> None:
    assert split("0.03", E1="0", E2="1", E3="1") == {"E1": "0.00", "E2": "0.02", "E3": "0.01"}


def test_a_split_of_large_amounts_is_exact() -> None:
    assert split("99999999999.99", E1="1", E2="2") == {"E1": "33333333333.33", "E2": "66666666666.66"}


def test_weights_become_whole_numbers_in_the_same_proportion() -> None:
    assert whole_weights([D("1"), D("0.5"), D("2.25"), 3]) == [100, 50, 225, 300]
    assert whole_weights([]) == []


@given(pools, weights)
def test_a_split_hands_out_the_whole_amount_by_the_rule(amount: Decimal, by: dict[str, Decimal]) -> None:
    shares = largest_remainder(amount, by)
    total = sum(map(Fraction, by.values()))
    assert set(shares) == set(by)
    if not total:
        assert not any(shares.values())
        return
    assert sum(shares.values()) == amount
    exact = {no: Fraction(amount) * 100 * Fraction(weight) / total for no, weight in by.items()}
    extra = {no: int(shares[no] * 100) - floor(exact[no]) for no in by}
    assert set(extra.values()) <= {0, 1}
    # whoever got an extra fen stands before everyone who did not: larger fractional part, or equal and a smaller number
    order = sorted(by, key=lambda no: (-(exact[no] - floor(exact[no])), no))
    assert [extra[no] for no in order] == sorted(extra.values(), reverse=True)


@given(pools, weights)
def test_a_split_does_not_depend_on_the_order_of_people(amount: Decimal, by: dict[str, Decimal]) -> None:
    assert largest_remainder(amount, by) == largest_remainder(amount, dict(reversed(by.items())))
