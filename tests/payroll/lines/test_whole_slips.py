"""Whole payslips through the book of formulas: one worked out by hand, and what holds for every one (P12, P13, P16)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from csd.months import Month
from csd.policy.parameters import PARAMETERS
from payroll.lines.rules import PAYSLIP

D = Decimal
JULY = PAYSLIP.at(Month(2026, 7))
POLICY = {key: PARAMETERS[key].value_of(PARAMETERS[key].default) for key in JULY.parameter_keys}
NOTHING: dict[str, Any] = {
    "base_salary": D("0.00"),
    "employed": 23,
    "workdays": 23,
    "plan": "none",
    "net_sales": D(0),
    "carry": D(0),
    "order_share": D(0),
    "guarantee_amount": D(0),
    "campaigns": (),
    "bonus_share": D(0),
    "specials": D(0),
    "adjustments": D(0),
    "holiday_minutes": 0,
    "unpaid_days": Fraction(0),
    "action": "none",
    "insured": True,
    "social_base": None,
    "housing_base": None,
    "housing_rate": D(0),
    "special_deduction": D(0),
    "months_before": 0,
    "gross_before": D(0),
    "insurance_before": D(0),
    "special_before": D(0),
    "tax_before": D(0),
}


def slip(policy: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    """The values of a slip in July 2026, 23 working days, by the defaults of the policy."""
    assert set(facts) <= set(NOTHING) == set(JULY.facts)
    return JULY.bind(POLICY | (policy or {}))(NOTHING | facts)


def test_p1_to_p16_an_agents_slip_worked_out_by_hand() -> None:
    values = slip(
        base_salary=D("4000.00"),
        plan="sales_percent",
        net_sales=D("150000.00"),
        carry=D("-10000.00"),
        specials=D("500.00"),
        adjustments=D("-100.00"),
        holiday_minutes=480,
        unpaid_days=Fraction(1, 2),
        social_base=D("6000.00"),
        housing_base=D("6000.00"),
        housing_rate=D("0.07"),
        special_deduction=D("1000.00"),
        months_before=5,
        gross_before=D("40000.00"),
        insurance_before=D("5250.00"),
        special_before=D("5000.00"),
        tax_before=D("142.50"),
    )
    by_hand = {
        "base": "4000.00",
        "meal": "300.00",
        "comm_sales": "2800.00",  # 2 % of 140,000
        "carry_after": "0",
        "special": "500.00",
        "adjustment": "-100.00",
        "holiday_duty": "551.72",  # 4000 ÷ 21.75 × 3
        "absence": "-91.95",  # 4000 ÷ 21.75 ÷ 2 = 91.954
        "wage_for_minimum": "7108.05",
        "topup": "0.00",
        "gross": "7959.77",
        "penalty": "0.00",
        "pension": "480.00",
        "medical": "120.00",
        "unemployment": "30.00",
        "housing": "420.00",
        "employer_pension": "960.00",
        "employer_medical": "540.00",
        "employer_unemployment": "30.00",
        "employer_injury": "9.60",
        "employer_housing": "420.00",
        "insurance": "1050.00",
        "gross_in_year": "47959.77",
        "insurance_in_year": "6300.00",
        "special_in_year": "6000.00",
        "taxable": "5659.77",  # less 5000 × 6
        "iit": "27.29",  # 169.7931 − 142.50
        "tax_in_year": "169.79",
        "net": "6882.48",
    }
    assert {name: values[name] for name in by_hand} == {name: D(amount) for name, amount in by_hand.items()}
    assert values["months_in_year"] == 6


def test_p5_p11b_p13_a_pickers_slip_with_guarantee_topup_and_penalty_worked_out_by_hand() -> None:
    values = slip(
        policy={"penalty": D(200), "severe": D(400)},
        plan="order_pool",
        order_share=D("612.34"),
        guarantee_amount=D("1500.00"),
        employed=13,
        unpaid_days=Fraction(1),
        action="severe",
        insured=False,
        social_base=D("6000.00"),
    )
    by_hand = {
        "base": "0.00",
        "meal": "169.57",
        "comm_order": "612.34",
        "guarantee": "235.49",  # 847.826 − 612.34
        "absence": "-68.97",  # 1500 ÷ 21.75
        "wage_for_minimum": "778.86",
        "topup": "520.27",  # 2490 × 12/23 = 1299.130…
        "gross": "1468.70",
        "penalty": "0.00",  # below the minimum wage already
        "pension": "0.00",
        "iit": "0.00",
        "net": "1468.70",
    }
    assert {name: values[name] for name in by_hand} == {name: D(amount) for name, amount in by_hand.items()}


def test_p16_contributions_on_the_floor_can_make_a_net_negative() -> None:
    values = slip(policy={"minimum_wage_topup": D(0)}, employed=1, social_base=D(0))
    # meal 13.04; 4812 × 8 %, 2 %, 0.5 %
    assert values["gross"] == D("13.04")
    assert values["insurance"] == D("384.96") + D("96.24") + D("24.06")
    assert values["net"] == D("-492.22")


amounts = st.decimals(min_value=0, max_value=60000, places=2, allow_nan=False)
signed = st.decimals(min_value=-20000, max_value=60000, places=2, allow_nan=False)
people = st.fixed_dictionaries(
    {
        "base_salary": amounts,
        "employed": st.integers(1, 23),
        "plan": st.sampled_from(("none", "sales_percent", "order_pool", "campaign_target")),
        "net_sales": signed,
        "carry": amounts.map(lambda amount: -amount),
        "order_share": amounts,
        "guarantee_amount": amounts,
        "campaigns": st.lists(st.tuples(st.just("C1"), signed, amounts), max_size=3).map(tuple),
        "bonus_share": amounts,
        "specials": amounts,
        "adjustments": signed,
        "holiday_minutes": st.integers(0, 3000),
        "unpaid_days": st.fractions(0, 25, max_denominator=60),
        "action": st.sampled_from(("none", "warning", "penalty", "severe")),
        "insured": st.booleans(),
        "social_base": st.none() | amounts,
        "housing_base": st.none() | amounts,
        "housing_rate": st.sampled_from((D(0), D("0.05"), D("0.07"), D("0.12"))),
        "special_deduction": amounts,
        "months_before": st.integers(0, 11),
        "gross_before": amounts,
        "insurance_before": amounts,
        "tax_before": amounts,
    }
)
FEN = D("0.01")
EARNINGS = {"P1", "P2", "P3", "P4", "P5", "P6", "P8", "P9", "P10", "P11", "P11b", "P17"}


@settings(max_examples=200, deadline=None)
@given(people, amounts, amounts)
def test_p12_p13_p16_what_holds_for_every_slip(facts: dict[str, Any], penalty: Decimal, severe: Decimal) -> None:
    values = slip(policy={"penalty": penalty, "severe": severe}, **facts)
    lines = {formula.name: values[formula.name] for formula in JULY.money}
    assert all(amount == amount.quantize(FEN) for amount in lines.values())
    # P12: gross is the sum of the lines that are marked as its parts
    assert values["gross"] == sum(values[formula.name] for formula in JULY.money if formula.kind == "earning")
    # P11: absence takes no more than it may
    assert D(0) >= values["absence"] >= -(values["base"] + values["comm_order"] + values["guarantee"])
    # P11b: nobody who worked gets less than the minimum wage of the days worked
    days = max(Fraction(0), facts["employed"] - facts["unpaid_days"])
    assert Fraction(values["wage_for_minimum"] + values["topup"]) >= Fraction(2490) * days / 23 - Fraction(FEN)
    assert values["topup"] >= 0
    # P13: within 20 % of gross and never below the minimum wage
    assert values["penalty"] >= 0
    if values["penalty"]:
        assert facts["action"] in ("penalty", "severe")
        assert values["penalty"] * 5 <= values["gross"]
        assert values["gross"] - values["penalty"] >= 2490
    # nothing is deducted that is not due (P14)
    if not facts["insured"]:
        assert values["insurance"] == 0
    # P16
    taken = ("penalty", "pension", "medical", "unemployment", "housing", "iit")
    assert values["net"] == values["gross"] - sum(values[name] for name in taken)
    # P15
    assert values["iit"] >= 0
    assert values["tax_in_year"] == facts["tax_before"] + values["iit"]


def test_p18_every_line_that_enters_gross_is_marked_as_its_part() -> None:
    """P12: P1 to P6, P8 to P11b, and adjustments (P17)."""
    assert {formula.rule for formula in JULY.money if formula.kind == "earning"} == EARNINGS
    assert {formula.rule for formula in JULY.money if formula.kind != "earning"} == {"P12", "P13", "P14", "P15", "P16"}
