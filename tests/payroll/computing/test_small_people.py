"""People in a month on whole companies of a few rows: terms and shares, points and pay, the year so far, adjustments."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from csd.database.rows import rows_of
from csd.loading.services import load_company
from csd.models import Employee
from csd.months import SHANGHAI, Month
from payroll.adjustments.models import Adjustment
from payroll.recheck import check_month
from tests.payroll.small import Company, approved, computed

pytestmark = pytest.mark.django_db
AUGUST_9 = datetime(2026, 8, 9, tzinfo=SHANGHAI)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Nobody but finance and HR yet."""
    return Company(tmp_path)


def test_p1_p2_who_comes_or_goes_within_the_month_is_paid_for_the_working_days_employed(company: Company) -> None:
    company.person("A1", hire="2026-07-15", base_salary="2300").person("A2", leave="2026-07-14", base_salary="2300")
    july = company.july()
    # 13 and 10 of 23 working days
    assert july.line("base") == {"A1": "1300.00", "A2": "1000.00"}
    assert {no: july.line("meal")[no] for no in ("A1", "A2", "F1")} == {"A1": "169.57", "A2": "130.43", "F1": "300.00"}


def test_o3_the_terms_of_the_last_day_hold_for_the_whole_month(company: Company) -> None:
    """P1: or those of the leave date if earlier."""
    company.person("A1", base_salary="2000").terms("A1", "2026-07-31", base_salary="3000")
    company.person("A2", base_salary="2000").terms("A2", "2026-08-01", base_salary="3000")
    company.person("A3", leave="2026-07-17", base_salary="2300").terms("A3", "2026-07-18", base_salary="9999")
    assert company.july().line("base") == {"A1": "3000.00", "A2": "2000.00", "A3": "1300.00"}


def test_o3_somebody_without_terms_is_an_exception_and_gets_no_slip(company: Company) -> None:
    company.add("employees", employee_no="A1", name="A1", hire_date="2026-07-01")
    july = company.july()
    assert july.exceptions == [("no_terms", "A1")]
    assert "A1" not in july.line("meal")


def test_d2_days_of_the_company_change_shares_and_holiday_pay(company: Company) -> None:
    """P1, P10: a working day less and a statutory day more."""
    company.add("calendar", date="2026-07-06", kind="statutory", name="founding day", source="company")
    company.person("A1", hire="2026-07-15", base_salary="2200")
    company.person("A2", base_salary="2175").shift("A2", "2026-07-06 08:00", "2026-07-06 16:00", attended=True)
    july = company.july()
    assert july.line("base")["A1"] == "1300.00"  # 13 of 22
    assert july.line("holiday_duty") == {"A2": "300.00"}


def test_p10_a_night_shift_counts_only_its_minutes_on_the_statutory_day(company: Company) -> None:
    # National Day begins at midnight: 6 of 8 hours of a shift that belongs to September
    company.person("A1", base_salary="2175").shift("A1", "2026-09-30 22:00", "2026-10-01 06:00", attended=True)
    september, october = company.close("2026-09", 2)
    assert (september.line("holiday_duty"), october.line("holiday_duty")) == ({"A1": "225.00"}, {})


def test_a1_shifts_that_meet_over_the_end_of_a_month_belong_to_the_month_they_start_in(company: Company) -> None:
    """A2: nobody signs in at midnight in the middle of a duty."""
    company.person("A1").shift("A1", "2026-07-31 16:00", "2026-08-01 00:00").shift("A1", "2026-08-01 00:00", "2026-08-01 08:00")
    company.punch("A1", "2026-07-31 16:10", "in").punch("A1", "2026-08-01 08:00", "out")
    company.person("A2").shift("A2", "2026-08-01 00:00", "2026-08-01 08:00")
    july, august = company.close(months=2)
    assert (july.score("A1")["late"], july.score("A1")["score"]) == ("1", "9.5")
    assert (august.score("A1")["score"], august.score("A2")["truant"]) == ("10.0", "1")


def test_a6_who_takes_a_shift_answers_for_it(company: Company) -> None:
    company.person("A1").person("A2").person("A3").person("B1", grade="foreman")
    approved = {"accepted_at": "2026-07-01 10:00:00", "approved_at": "2026-07-01 11:00:00"}
    for day, approver in (("06", "B1"), ("07", "A3")):
        company.shift("A1", f"2026-07-{day} 08:00", f"2026-07-{day} 17:00")
        company.add("swaps", employee_no="A1", shift_start=f"2026-07-{day} 08:00:00", to_employee_no="A2", approver_no=approver, **approved)
    july = company.july()
    # a colleague of grade staff cannot approve the second one: it stays with A1
    assert {no: july.score(no)["truant"] for no in ("A1", "A2", "A3")} == {"A1": "1", "A2": "1", "A3": "0"}


def test_a5_a7_p11_unpaid_days_come_off_the_wage(company: Company) -> None:
    company.person("A1", base_salary="2175").shift("A1", "2026-07-06 08:00", "2026-07-06 17:00")
    company.person("B1", grade="foreman")
    asked = {"requested_at": "2026-07-01 09:00:00", "approved_at": "2026-07-01 10:00:00", "approver_no": "B1"}
    company.add("leaves", employee_no="A1", start="2026-07-06 08:00:00", end="2026-07-06 14:00:00", kind="annual", **asked)
    july = company.july()
    assert (july.score("A1")["unpaid_days"], july.score("A1")["truant"]) == ("0.33", "1")
    assert july.line("absence") == {"A1": "-33.33"}  # 100 a day


def test_a8_a_check_with_an_accepted_reason_or_online_is_none(company: Company) -> None:
    for number in ("A1", "A2", "A3"):
        company.person(number).shift(number, "2026-07-06 08:00", "2026-07-06 17:00", attended=True)
        for hour in ("09", "10", "11"):
            last = hour == "11"
            cells = {"online": str(int(last and number == "A2")), "reason_accepted": str(int(last and number == "A3"))}
            company.add("online_checks", employee_no=number, time=f"2026-07-06 {hour}:00:00", **cells)
    july = company.july()
    assert {no: july.score(no)["offline"] for no in ("A1", "A2", "A3")} == {"A1": "1", "A2": "0", "A3": "0"}


def test_a10_p13_three_bad_months_are_severe_and_cost_what_the_policy_says(company: Company) -> None:
    company.policy("severe", "400").policy("penalty", "100")
    for number in ("A1", "A2"):
        company.person(number, base_salary="5000").shift(number, "2026-07-06 08:00", "2026-07-06 17:00", attended=False)
    for month, number, score in (("2026-05", "A1", "5"), ("2026-06", "A1", "4.5"), ("2026-05", "A2", "5"), ("2026-06", "A2", "5.5")):
        company.add("score_history", month=month, employee_no=number, score=score)
    july = company.july()
    assert {no: july.score(no)["action"] for no in ("A1", "A2")} == {"A1": "severe", "A2": "warning"}
    assert july.line("penalty") == {"A1": "400.00"}


def test_a10_a_score_computed_here_beats_a_loaded_one(company: Company) -> None:
    company.person("A1").shift("A1", "2026-07-06 08:00", "2026-07-06 17:00").shift("A1", "2026-08-06 08:00", "2026-08-06 17:00")
    company.add("score_history", month="2026-06", employee_no="A1", score="5").add(
        "score_history", month="2026-07", employee_no="A1", score="9"
    )
    _july, august = company.close(months=2)
    assert august.score("A1")["action"] == "severe"


def test_p14_insurance_is_due_when_employed_on_the_last_day_and_a_base_is_declared(company: Company) -> None:
    declared = {"social_base": "5000", "housing_base": "5000", "housing_rate": "0.07"}
    company.person("A1", **declared).person("A2", leave="2026-07-31", **declared).person("A3", leave="2026-07-30", **declared).person("A4")
    july = company.july()
    assert july.line("pension") == {"A1": "400.00", "A2": "400.00"}
    assert july.line("housing") == {"A1": "350.00", "A2": "350.00"}


def test_p15_the_year_begins_with_the_opening_balance_of_the_runs_own_year(company: Company) -> None:
    opening = {"social_housing": "0", "special": "0", "sales_carry": "0"}
    for number in ("A1", "A2"):
        company.person(number, base_salary="10000")
    company.add("opening_balances", employee_no="A1", year="2026", months="6", gross="60000", tax="900", **opening)
    company.add("opening_balances", employee_no="A2", year="2025", months="12", gross="600000", tax="90000", **opening)
    july, august = company.close(months=2)
    # A1: 70,300 − 35,000 = 35,300; 3 % = 1059 − 900. In August 80,600 − 40,000 = 40,600: 4060 − 2520 − 1059
    assert (july.line("iit")["A1"], august.line("iit")["A1"]) == ("159.00", "481.00")
    # A2 begins the year in July: 10,300 − 5,000
    assert (july.line("iit")["A2"], august.line("iit")["A2"]) == ("159.00", "159.00")


def test_p15_the_year_begins_anew_in_january(company: Company) -> None:
    company.person("A1", base_salary="20000")
    december, january = company.close("2025-12", 2)
    assert (december.line("iit")["A1"], january.line("iit")["A1"]) == ("459.00", "459.00")  # 15,300 × 3 %


def test_p17_an_approved_adjustment_is_paid_in_the_month_it_is_dated_to(company: Company) -> None:
    company.person("A1", base_salary="3000")
    assert company.july().line("gross")["A1"] == "3300.00"
    someone, finance, hr = (Employee.objects.get(employee_no=number) for number in ("A1", "F1", "H1"))
    what = {"employee": someone, "corrects": "2026-06", "line": "base", "reason": "paid too much", "proposed_by": hr}
    Adjustment.objects.create(month="2026-07", amount=Decimal("-120.50"), approved_by=finance, approved_at=AUGUST_9, **what)
    Adjustment.objects.create(month="2026-07", amount=Decimal("-999"), **what)
    Adjustment.objects.create(month="2026-08", amount=Decimal("-888"), approved_by=finance, approved_at=AUGUST_9, **what)
    again = computed(Month(2026, 7))
    assert again.slip("A1") == {
        "base": 3000,
        "meal": 300,
        "special": Decimal("-120.50"),
        "gross": Decimal("3179.50"),
        "net": Decimal("3179.50"),
    }


def test_p12_the_largest_amounts_that_can_be_entered_can_be_computed(company: Company) -> None:
    most = "999999999999.99"
    company.person("A1", plan="sales_percent", base_salary=most).add("specials", month="2026-07", employee_no="A1", amount=most, reason="x")
    for order in ("1", "2"):
        company.sale(order, "2026-07-01", "A1", most)
    # ids whose product with such amounts does not fit into a bigint
    rows_of("SELECT max(nextval(pg_get_serial_sequence('payroll_sale', 'id'))) FROM generate_series(1, 100000)")
    july = company.july()
    assert list(check_month(july.attempt)) == []
    assert (july.waterfall["sales"], july.line("comm_sales")) == ("1999999999999.98", {"A1": "40000000000.00"})
    assert july.line("gross")["A1"] == "2040000000299.98"


@pytest.mark.parametrize(("loaded_late", "truant"), [(False, "0"), (True, "1")])
def test_a1_a_shift_that_meets_the_month_before_counts_there_or_else_in_its_own(company: Company, loaded_late: bool, truant: str) -> None:
    """Nobody came to it: with the shift it meets it is one duty with a sign-in; loaded after July was approved, one of its own."""
    late = ("A1", "2026-08-01 00:00", "2026-08-01 08:00")
    company.person("A1").shift("A1", "2026-07-31 16:00", "2026-08-01 00:00", attended=True)
    if not loaded_late:
        company.shift(*late)
    company.july()
    approved(Month(2026, 7))
    if loaded_late:
        company.shift(*late)
        load_company(folder=company.write(), loaded_by="tests")
    assert computed(Month(2026, 8)).score("A1")["truant"] == truant
