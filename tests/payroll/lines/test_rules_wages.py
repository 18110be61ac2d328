"""P1, P2, P5, P9 to P13 and P16: the lines of a payslip that wages, absence and penalties make, worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from payroll.lines.rules import earnings, insurance, tax

D = Decimal
DAY = {"month_days": D("21.75")}
HOLIDAY = {**DAY, "holiday_rate": D(3), "day_minutes": 480}
TOPUP = {"minimum_wage": D(2490), "minimum_wage_topup": D(1)}


@pytest.mark.parametrize(
    ("salary", "employed", "workdays", "amount"),
    [
        ("3000", 23, 23, "3000.00"),
        ("3000", 13, 23, "1695.65"),  # 1695.652…
        ("2000", 1, 16, "125.00"),
        ("1500", 17, 18, "1416.67"),  # 1416.666…
        ("0.01", 1, 2, "0.01"),  # a tie
        ("0", 13, 23, "0.00"),
    ],
)
def test_p1_the_base_salary_is_paid_for_the_share_of_days_employed(salary: str, employed: int, workdays: int, amount: str) -> None:
    assert earnings.base(D(salary), employed, workdays) == D(amount)


def test_p2_the_meal_allowance_is_paid_for_the_same_share() -> None:
    assert earnings.meal(23, 23, meal=D(300)) == D("300.00")
    assert earnings.meal(13, 23, meal=D(300)) == D("169.57")  # 169.565…
    assert earnings.meal(1, 23, meal=D("310.50")) == D("13.50")


@pytest.mark.parametrize(
    ("guarantee", "employed", "share", "amount"),
    [
        ("1500", 23, "0", "1500.00"),
        ("1500", 23, "1499.99", "0.01"),
        ("1500", 23, "1500", "0.00"),
        ("1500", 23, "1800", "0.00"),
        ("1500", 13, "500", "347.83"),  # 847.826… less 500
        ("0", 23, "0", "0.00"),
    ],
)
def test_p5_the_guarantee_tops_up_what_orders_earned(guarantee: str, employed: int, share: str, amount: str) -> None:
    assert earnings.guarantee("order_pool", D(guarantee), employed, 23, D(share)) == D(amount)


@pytest.mark.parametrize("plan", ["none", "sales_percent", "campaign_target"])
def test_p5_there_is_no_guarantee_off_the_order_pool(plan: str) -> None:
    assert earnings.guarantee(plan, D(1500), 23, 23, D(0)) == 0


def test_p9_p17_specials_and_adjustments_are_paid_as_given() -> None:
    assert earnings.special(D("123.45")) == D("123.45")
    assert earnings.adjustment(D("-50.00")) == D("-50.00")


def test_p10_a_wage_day_is_of_the_base_or_of_the_guarantee_where_the_base_is_0() -> None:
    assert earnings.monthly_wage(D("3000.00"), D("1500.00")) == D(3000)
    assert earnings.monthly_wage(D("0.00"), D("1500.00")) == D(1500)


@pytest.mark.parametrize(
    ("wage", "minutes", "amount"),
    [
        ("3000", 480, "413.79"),  # 137.931… × 3
        ("3000", 90, "77.59"),  # 77.586…
        ("2175", 480, "300.00"),
        ("2175", 1, "0.63"),  # 0.625, a tie
        ("3000", 0, "0.00"),
        ("0", 480, "0.00"),
    ],
)
def test_p10_duty_on_statutory_days_is_paid_three_times_the_wage_day(wage: str, minutes: int, amount: str) -> None:
    assert earnings.holiday_duty(D(wage), minutes, **HOLIDAY) == D(amount)


@pytest.mark.parametrize(
    ("unpaid", "amount"),
    [
        (Fraction(0), "0.00"),
        (Fraction(1), "-137.93"),
        (Fraction(1, 3), "-45.98"),  # 45.977…
        (Fraction(2, 9), "-30.65"),  # 30.651…
        (Fraction(22), "-3000.00"),  # 3034.48 would be more than the base
    ],
)
def test_p11_unpaid_days_take_off_wage_days(unpaid: Fraction, amount: str) -> None:
    taken = earnings.absence(D(3000), unpaid, D("3000.00"), D(0), D(0), **DAY)
    assert taken == D(amount)
    assert not (taken == 0 and taken.is_signed())


def test_p11_absence_takes_at_most_base_commission_on_orders_and_guarantee() -> None:
    assert earnings.absence(D(1500), Fraction(20), D(0), D("400.00"), D("600.00"), **DAY) == D("-1000.00")
    assert earnings.absence(D(1500), Fraction(1), D(0), D("400.00"), D("600.00"), **DAY) == D("-68.97")  # 68.965…
    assert earnings.absence(D(1500), Fraction(1), D(0), D(0), D(0), **DAY) == 0


@pytest.mark.parametrize(
    ("wages", "employed", "unpaid", "amount"),
    [
        ("1500", 23, Fraction(0), "990.00"),
        ("2490", 23, Fraction(0), "0.00"),
        ("2489.99", 23, Fraction(0), "0.01"),
        ("3000", 23, Fraction(0), "0.00"),
        ("800", 13, Fraction(0), "607.39"),  # 1407.391… less 800
        ("1408.05", 23, Fraction(4, 3), "937.60"),  # 2490 × 65/69 = 2345.652…
        ("0", 1, Fraction(3, 2), "0.00"),  # more days unpaid than employed
        ("-100", 1, Fraction(3, 2), "100.00"),
    ],
)
def test_p11b_pay_is_topped_up_to_the_minimum_wage_of_the_days_worked(wages: str, employed: int, unpaid: Fraction, amount: str) -> None:
    assert earnings.topup(D(wages), employed, 23, unpaid, **TOPUP) == D(amount)


def test_p11b_the_topup_is_off_when_its_parameter_is_0() -> None:
    assert earnings.topup(D(0), 23, 23, Fraction(0), **{**TOPUP, "minimum_wage_topup": D(0)}) == 0


def test_p11b_meal_and_holiday_duty_do_not_count_towards_the_minimum_wage() -> None:
    parts = {"base": 1, "comm_sales": 2, "comm_order": 4, "guarantee": 8, "comm_target": 16, "bonus": 32, "special": 64, "absence": -128}
    counted = earnings.wage_for_minimum(**{name: D(part) for name, part in parts.items()}, adjustment=D(256))
    assert counted == sum(parts.values()) + 256


def test_p12_gross_is_the_sum_of_all_earnings() -> None:
    assert earnings.gross(D("2490.00"), D("169.57"), D("77.59"), D("990.00")) == D("3727.16")


LIMITS: dict[str, Any] = {"penalty_cap": D("0.20"), "minimum_wage": D(2490)}


@pytest.mark.parametrize(
    ("action", "gross", "amounts", "taken"),
    [
        ("none", "8000", (300, 500), "0.00"),
        ("warning", "8000", (300, 500), "0.00"),
        ("penalty", "8000", (300, 500), "300.00"),
        ("severe", "8000", (300, 500), "500.00"),
        ("severe", "8000", (300, 100), "300.00"),  # the larger of the two
        ("penalty", "4000.09", (5000, 0), "800.01"),  # 800.018 cut to the fen
        ("penalty", "3000", (5000, 0), "510.00"),  # 600 would leave less than 2490
        ("penalty", "3112.50", (5000, 0), "622.50"),  # both limits meet
        ("penalty", "2490", (300, 500), "0.00"),
        ("penalty", "2489.99", (300, 500), "0.00"),
        ("severe", "-50", (300, 500), "0.00"),
        ("penalty", "8000", (0, 500), "0.00"),
    ],
)
def test_p13_a_penalty_is_limited_by_gross_and_by_the_minimum_wage(action: str, gross: str, amounts: tuple[int, int], taken: str) -> None:
    penalty, severe = map(D, amounts)
    assert insurance.penalty(action, D(gross), penalty=penalty, severe=severe, **LIMITS) == D(taken)


@pytest.mark.parametrize(
    ("amount", "minimum", "taken"),
    [
        ("33.335", "2490", "33.34"),  # a tie
        ("12.344", "2490", "12.34"),
        ("5000", "2950.005", "49.99"),  # 49.995 would leave less than the minimum wage if rounded
        ("5000", "2990.001", "9.99"),
    ],
)
def test_p13_a_penalty_is_a_line_in_fen_whatever_the_places_of_its_parameters(amount: str, minimum: str, taken: str) -> None:
    limits = {"penalty_cap": D("0.20"), "minimum_wage": D(minimum)}
    assert insurance.penalty("penalty", D("3000.00"), penalty=D(amount), severe=D(0), **limits) == D(taken)


def test_p13_the_share_of_gross_is_a_parameter() -> None:
    assert insurance.penalty("penalty", D(8000), penalty=D(5000), severe=D(0), penalty_cap=D("0.10"), minimum_wage=D(2490)) == 800


def test_p16_net_is_gross_less_penalty_insurance_and_tax() -> None:
    assert tax.net(D("8000.00"), D("300.00"), D("1050.00"), D("49.50")) == D("6600.50")
    assert tax.net(D("100.00"), D("0.00"), D("505.26"), D("0.00")) == D("-405.26")
