"""Policy parameters: the defaults of the rule book, what a value may be, and the one in force on a month's first day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csd.models import PolicyValue
from csd.months import Month
from csd.policy.parameters import KINDS, PARAMETERS, Bracket, PolicyError, base_range_key, brackets
from csd.policy.selectors import values_in_force, values_set
from csd.work.services import freeze

D = Decimal
DEFAULTS = """
    comp_days 4, late 0.5, absent 2, truant 5, offline 5, offline_every 3, absent_after 30, in_window 120, out_window 240, late_leave_days 3,
    warn_at 5, penalty_at 2, meal 300, sales_rate 0.02, order_rate:logistics 1.00, order_rate:data 0.50, target_rate 0.03, penalty 0,
    severe 0, minimum_wage 2490, minimum_wage_topup 1, social_floor 4812, social_cap 24930, housing_floor 2490, housing_cap 39530, pension 0.08,
    medical 0.02, unemployment 0.005, employer_pension 0.16, employer_medical 0.09, employer_unemployment 0.005, employer_injury 0.0016,
    holiday_extra 1, rest_hours 11, days_in_row 6
"""  # noqa: E501
# 10 points, T = net profit / 3, margin / 10, pools of 40 %, a wage day of 21.75 × 3 × minutes / 480, 20 % of gross, 5000 a month
CONSTANTS = """
    start_points 10, target_divisor 3, campaign_multiple 10, pool_staff_rate 0.4, pool_management_rate 0.4, month_days 21.75, holiday_rate 3,
    day_minutes 480, penalty_cap 0.2, iit_allowance 5000, order_rate:customer_service 0, order_rate:other 0, order_rate:marketing 0
"""  # noqa: E501


def pairs(text: str) -> list[tuple[str, str]]:
    """`key value, key value` as pairs."""
    return [(key, value) for key, value in (part.split() for part in text.split(","))]


def code_of(key: str, text: str) -> str:
    """Why a key cannot have a value; empty when it can."""
    try:
        PARAMETERS[key].value_of(text)
    except PolicyError as error:
        return error.code
    return ""


@pytest.mark.parametrize(("key", "value"), [*pairs(DEFAULTS), *pairs(CONSTANTS)])
def test_the_default_is_that_of_the_rule_book(key: str, value: str) -> None:
    assert PARAMETERS[key].value_of(PARAMETERS[key].default) == D(value)


def test_the_defaults_that_are_no_numbers() -> None:
    assert PARAMETERS["bonus_period"].value_of(PARAMETERS["bonus_period"].default) == "month"
    assert PARAMETERS["hazmat_departments"].value_of("") == ()


def test_every_default_is_a_value_its_key_may_have() -> None:
    assert [key for key, parameter in PARAMETERS.items() if code_of(key, parameter.default)] == []


def test_p15_the_annual_table_is_the_default() -> None:
    table = [
        (36000, "0.03", 0),
        (144000, "0.10", 2520),
        (300000, "0.20", 16920),
        (420000, "0.25", 31920),
        (660000, "0.30", 52920),
        (960000, "0.35", 85920),
        (None, "0.45", 181920),
    ]
    expected = tuple(Bracket(None if top is None else D(top), D(rate), D(quick)) for top, rate, quick in table)
    assert PARAMETERS["iit_brackets"].value_of(PARAMETERS["iit_brackets"].default) == expected


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("customer_service:new", "1500", "1500"),
        ("customer_service:senior", "2000", "5000"),
        ("marketing:new", "1500", "1500"),
        ("marketing:senior", "2000", "5000"),
        ("logistics:new", "0", "0"),
        ("logistics:senior", "0", "0"),
        ("product:new", "1500", "1500"),
        ("product:senior", "2000", "10000"),
        ("product:manager", "2000", "10000"),
        ("data:new", "1500", "2500"),
        ("data:senior", "3500", "5000"),
        ("data:manager", "3500", "5000"),
        ("operations:manager", "3500", "50000"),
        ("operations:senior", "2000", "5000"),
    ],
)
def test_p1_the_ranges_of_base_salaries(key: str, low: str, high: str) -> None:
    parameter = PARAMETERS[f"base_range:{key}"]
    assert parameter.value_of(parameter.default) == (D(low), D(high))


def test_p1_which_range_a_person_falls_under() -> None:
    assert base_range_key("data", "staff", "new") == "base_range:data:new"
    assert base_range_key("data", "staff", "senior") == "base_range:data:senior"
    assert base_range_key("data", "foreman", "new") == "base_range:data:senior"
    assert base_range_key("operations", "manager", "new") == "base_range:operations:manager"
    assert base_range_key("operations", "general_manager", "senior") == "base_range:operations:manager"


def test_a_range_may_be_empty_one_figure_or_two() -> None:
    read = PARAMETERS["base_range:other:new"].value_of
    assert read("") is None
    assert read("1500") == (D(1500), D(1500))
    assert read("2000-5000.50") == (D(2000), D("5000.50"))


@pytest.mark.parametrize(
    "text", ["-1", "+1", "1e3", "NaN", "Infinity", "1,000", "１２", " 1", "1 ", ".5", "5.", "0x10", "1" * 13, "1\n", "½"]
)
def test_a_number_is_written_in_plain_digits(text: str) -> None:
    assert code_of("meal", text) == "not_a_number"


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("meal", "", "empty"),
        ("meal", "0", ""),
        ("meal", "300.55", ""),
        ("sales_rate", "1", ""),
        ("sales_rate", "1.00000001", "out_of_range"),
        ("pool_staff_rate", "40", "out_of_range"),
        ("late", "0.5", ""),
        ("late", "0.50", ""),
        ("late", "0.55", "one_place"),
        ("late", "100", ""),
        ("late", "100.1", "out_of_range"),
        ("comp_days", "0", ""),
        ("comp_days", "4.5", "not_whole"),
        ("comp_days", "1000001", "out_of_range"),
        ("offline_every", "1", ""),
        ("offline_every", "0", "out_of_range"),
        ("day_minutes", "0", "out_of_range"),
        ("month_days", "0", "not_positive"),
        ("month_days", "0.00000001", ""),
        ("target_divisor", "0.0", "not_positive"),
        ("bonus_period", "quarter", ""),
        ("bonus_period", "Quarter", "month_or_quarter"),
        ("bonus_period", "year", "month_or_quarter"),
        ("base_range:data:new", "1500-", ""),
        ("base_range:data:new", "2500-1500", "not_a_range"),
        ("base_range:data:new", "1500-2500-3500", "not_a_number"),
        ("base_range:data:new", "-5", "not_a_number"),
        ("hazmat_departments", "", ""),
    ],
)
def test_what_a_value_may_be(key: str, text: str, code: str) -> None:
    assert code_of(key, text) == code


def test_h3_departments_are_listed_with_semicolons() -> None:
    assert PARAMETERS["hazmat_departments"].value_of("CS; LO;;") == ("CS", "LO")


@pytest.mark.parametrize(
    "text",
    [
        "36000:0.03",
        "36000:0.03:0:1;:0.45:5",
        "36000:0.03:0",  # no row without a limit
        ":0.03:0;36000:0.10:2520",  # it is not the last
        ":0.03:0;:0.10:5",
        "36000:0.03:0;36000:0.10:2520;:0.45:5",
        "144000:0.10:2520;36000:0.03:0;:0.45:5",
        "",
        ";",
    ],
)
def test_p15_a_table_of_brackets_must_rise_and_end_without_a_limit(text: str) -> None:
    assert code_of("iit_brackets", text) in {"not_brackets", "empty"}


def test_p15_a_table_of_brackets_needs_numbers() -> None:
    assert code_of("iit_brackets", "36000:3%:0;:0.45:5") == "not_a_number"
    assert code_of("iit_brackets", "36000:3:0;:0.45:5") == "out_of_range"
    assert brackets(":0.20:0") == (Bracket(None, D("0.20"), D(0)),)


tops = st.lists(st.integers(1, 10**7), max_size=6, unique=True)


@given(tops)
def test_p15_a_table_is_taken_in_rising_order_only(values: list[int]) -> None:
    text = ";".join([*(f"{top}:0.1:0" for top in values), ":0.2:0"])
    if values == sorted(values):
        assert [row.top for row in brackets(text)] == [*map(D, values), None]
    else:
        assert code_of("iit_brackets", text) == "not_brackets"


def test_p4_there_is_an_order_rate_for_every_kind_of_department() -> None:
    assert {f"order_rate:{kind}" for kind in KINDS} <= set(PARAMETERS)


@pytest.mark.django_db
def test_the_value_in_force_on_the_first_day_holds_for_the_whole_month() -> None:
    for day, value in ((date(2026, 7, 1), "310"), (date(2026, 7, 2), "320"), (date(2026, 9, 1), "330")):
        PolicyValue.objects.create(key="meal", effective_from=day, value=value)
    assert values_in_force(Month(2026, 6).first)["meal"] == (None, "300")
    frozen = {month: freeze(Month(2026, month))["parameters"]["meal"][1] for month in (6, 7, 8, 9)}
    assert frozen == {6: "300", 7: "310", 8: "320", 9: "330"}


@pytest.mark.django_db
def test_values_set_over_time_are_listed_oldest_first_up_to_a_day() -> None:
    for day, value in ((date(2026, 9, 1), "330"), (date(2026, 7, 1), "310")):
        PolicyValue.objects.create(key="meal", effective_from=day, value=value)
    assert [row.value for row in values_set("meal", date(2026, 9, 1))] == ["310", "330"]
    assert [row.value for row in values_set("meal", date(2026, 8, 31))] == ["310"]
