"""P14 and P15: contributions on the declared base, and tax by cumulative withholding against independent vectors."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csd.policy.parameters import PARAMETERS
from payroll.insurance.rules import contribution, contribution_base
from payroll.lines.rules import insurance, tax
from payroll.tax.rules import bracket_of, withheld_for_month

D = Decimal
VECTORS = json.loads((Path(__file__).resolve().parents[2] / "data" / "tax_vectors.json").read_text(encoding="utf-8"))
BRACKETS = PARAMETERS["iit_brackets"].value_of(PARAMETERS["iit_brackets"].default)
FLOOR, CAP = D(4812), D(24930)
# T03 deducts 60,000 from January on, an election that the rule book does not have
NOT_OURS = {"T03"}


@pytest.mark.parametrize(
    ("declared", "due", "base"),
    [
        ("6000", True, "6000"),
        ("4812", True, "4812"),
        ("4811.99", True, "4812"),
        ("0", True, "4812"),  # declared, if as nothing
        ("24930", True, "24930"),
        ("24930.01", True, "24930"),
        ("6000", False, "0"),
        (None, True, "0"),
        (None, False, "0"),
    ],
)
def test_p14_the_declared_base_is_kept_within_floor_and_cap(declared: str | None, due: bool, base: str) -> None:
    value = None if declared is None else D(declared)
    assert contribution_base(value, due, FLOOR, CAP) == D(base)
    assert insurance.social_amount(due, value, social_floor=FLOOR, social_cap=CAP) == D(base)
    assert insurance.housing_amount(due, value, housing_floor=FLOOR, housing_cap=CAP) == D(base)


def test_p14_each_item_is_rounded_on_its_own() -> None:
    base = D("4812.10")
    assert insurance.pension(base, pension=D("0.08")) == D("384.97")  # 384.968
    assert insurance.medical(base, medical=D("0.02")) == D("96.24")  # 96.242
    assert insurance.unemployment(base, unemployment=D("0.005")) == D("24.06")  # 24.0605
    assert insurance.housing(base, D("0.07")) == D("336.85")  # 336.847
    assert insurance.insurance(D("384.97"), D("96.24"), D("24.06"), D("336.85")) == D("842.12")
    assert contribution(D("100.10"), D("0.05")) == D("5.01")  # 5.005


def test_p14_the_employers_share_has_rates_of_its_own() -> None:
    base = D("4812.10")
    assert insurance.employer_pension(base, employer_pension=D("0.16")) == D("769.94")  # 769.936
    assert insurance.employer_medical(base, employer_medical=D("0.09")) == D("433.09")  # 433.089
    assert insurance.employer_unemployment(base, employer_unemployment=D("0.005")) == D("24.06")
    assert insurance.employer_injury(base, employer_injury=D("0.0016")) == D("7.70")  # 7.69936
    assert insurance.employer_housing(base, D("0.07")) == D("336.85")


@pytest.mark.parametrize(
    ("taxable", "rate"),
    [
        ("36000", "0.03"),
        ("36000.01", "0.10"),
        ("144000", "0.10"),
        ("144000.01", "0.20"),
        ("300000", "0.20"),
        ("300000.01", "0.25"),
        ("420000", "0.25"),
        ("420000.01", "0.30"),
        ("660000", "0.30"),
        ("660000.01", "0.35"),
        ("960000", "0.35"),
        ("960000.01", "0.45"),
        ("99999999", "0.45"),
    ],
)
def test_p15_a_boundary_belongs_to_the_lower_bracket(taxable: str, rate: str) -> None:
    assert bracket_of(D(taxable), BRACKETS).rate == D(rate)


@pytest.mark.parametrize(
    ("taxable", "withheld", "tax"),
    [
        ("0", "0", "0"),
        ("-5000", "0", "0"),
        ("0.16", "0", "0.00"),  # 0.0048
        ("0.17", "0", "0.01"),  # 0.0051
        ("36000", "0", "1080.00"),
        ("36000", "1080", "0"),
        ("36000", "1100", "0"),  # what was withheld too much waits for the annual return
        ("38272.29", "0", "1307.23"),  # 3827.229 − 2520
        ("144000", "0", "11880.00"),
        ("1000000", "0", "268080.00"),  # 450,000 − 181,920
    ],
)
def test_p15_tax_is_rate_less_quick_deduction_less_what_was_withheld(taxable: str, withheld: str, tax: str) -> None:
    assert withheld_for_month(D(taxable), D(withheld), BRACKETS) == D(tax)


def a_year(vector: dict[str, Any]) -> list[Decimal]:
    """The tax of each month through the formulas of the payslip."""
    options = vector["options"]
    opening = {key: D(value) for key, value in json.loads(options.get("opening", "{}").replace("'", '"')).items()}
    count = int(opening.get("months", 0)) or int(options.get("start_month_count", 1)) - 1
    gross, insured, special, withheld = opening.get("income", D(0)), opening.get("si", D(0)), D(0), opening.get("tax", D(0))
    taxes = []
    for month in vector["months"]:
        gross = tax.gross_in_year(gross, D(month["income"]))
        insured = tax.insurance_in_year(insured, D(month["si"]))
        special = tax.special_in_year(special, D(month.get("sad", "0")))
        count = tax.months_in_year(count)
        taxable = tax.taxable(gross, count, insured, special, iit_allowance=D(5000))
        taxes.append(tax.iit(taxable, withheld, iit_brackets=BRACKETS))
        withheld = tax.tax_in_year(withheld, taxes[-1])
    return taxes


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["id"]) for v in VECTORS["wage"] if v["id"] not in NOT_OURS])
def test_p15_a_year_of_wages_is_withheld_month_by_month_as_published(vector: dict[str, Any]) -> None:
    taxes = a_year(vector)
    assert [f"{tax:.2f}" for tax in taxes] == vector["withheld"]
    assert sum(taxes) == D(vector["total"])


@pytest.mark.parametrize("case", VECTORS["annual"], ids=lambda case: case["tax"])
def test_p15_the_tax_of_a_whole_year_is_that_of_the_annual_return(case: dict[str, Any]) -> None:
    taxable = D(case["income"]) - 60000 - D(case["si"]) - D(case["sad"])
    assert withheld_for_month(taxable, D(0), BRACKETS) == D(case["tax"])


amounts = st.decimals(min_value=0, max_value=200_000, places=2, allow_nan=False)


@given(st.lists(amounts, min_size=1, max_size=12))
def test_p15_what_is_withheld_over_the_year_is_the_most_that_was_due_at_any_month(incomes: list[Decimal]) -> None:
    due, withheld, gross = D(0), D(0), D(0)
    for count, income in enumerate(incomes, 1):
        gross += income
        taxable = tax.taxable(gross, count, D(0), D(0), iit_allowance=D(5000))
        of_month = tax.iit(taxable, withheld, iit_brackets=BRACKETS)
        withheld += of_month
        due = max(due, withheld_for_month(taxable, D(0), BRACKETS))
        assert of_month >= 0
        assert withheld == due


@given(amounts, amounts)
def test_p15_more_income_never_means_less_tax(one: Decimal, two: Decimal) -> None:
    low, high = sorted((one * 10, two * 10))
    assert withheld_for_month(low, D(0), BRACKETS) <= withheld_for_month(high, D(0), BRACKETS)
