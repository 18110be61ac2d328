"""P6 to P8 on whole companies of a few rows: whose rate a campaign's margin bears, who is paid, who shares a bonus pool."""

from __future__ import annotations

from pathlib import Path

import pytest

from payroll.recheck import check_month
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db
AGENT, OWNER = {"plan": "sales_percent"}, {"plan": "campaign_target"}


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """An agent, and an owner of campaigns."""
    return Company(tmp_path).person("A1", **AGENT).person("M1", "MK", **OWNER)


def campaign(company: Company, code: str = "C1", owner: str = "M1", budget: str = "100", month: str = "2026-07") -> Company:
    """With a campaign."""
    return company.add("campaigns", campaign=code, month=month, owner_no=owner, budget=budget)


def test_p6_the_margin_bears_the_commission_of_agents_on_the_plan_only(company: Company) -> None:
    campaign(company).person("A2", plan="none").person("A3", leave="2026-06-30", **AGENT)
    company.sale("1", "2026-07-01", "A1", "1000", "100", campaign="C1")
    company.sale("2", "2026-07-01", "A2", "1000", "100", campaign="C1")
    company.sale("3", "2026-07-01", "A3", "1000", "100", campaign="C1")  # left: no payslip in July
    company.sale("4", "2026-07-01", "A1", "9999", "1")  # of no campaign
    # 3000 − 300 − 20 = 2680; 3 % = 80.40
    assert company.july().line("comm_target") == {"M1": "80.40"}


def test_p6_only_completed_rows_dated_in_its_month_count_and_refunds_negative(company: Company) -> None:
    campaign(company)
    company.sale("1", "2026-07-01", "A1", "2000", "500", campaign="C1").sale(
        "2", "2026-07-02", "A1", "800", campaign="C1", status="pending"
    )
    company.sale("1", "2026-07-31", "A1", "500", "100", campaign="C1", kind="refund")
    company.sale("3", "2026-06-30", "A1", "800", campaign="C1").sale("1", "2026-08-01", "A1", "1500", campaign="C1", kind="refund")
    # 1500 − 400 − 30 = 1070; 3 % = 32.10. The refund of August does not reopen July
    _june, july, august = company.close("2026-06", 3)
    assert july.line("comm_target") == {"M1": "32.10"}
    assert august.line("comm_target") == {}


def test_p6_the_target_is_met_at_ten_times_the_budget_and_costs_of_the_campaign_play_no_part(company: Company) -> None:
    for code, budget in (("C1", "98.00"), ("C2", "98.01")):
        campaign(company, code, budget=budget).sale(code, "2026-07-01", "A1", "1000", campaign=code)
        company.add("costs", month="2026-07", kind="promotion", amount="900", campaign=code)
    july = company.july()
    # margin 980 each: met by C1 alone, 29.40
    assert july.line("comm_target") == {"M1": "29.40"}
    assert (july.waterfall["promotion"], july.waterfall["comm_target"]) == ("1800.00", "29.40")


def test_p6_an_owner_needs_a_payslip_and_the_plan(company: Company) -> None:
    company.person("M2", "MK", plan="none").person("M3", "MK", leave="2026-06-30", **OWNER)
    for code, owner in (("C1", "M1"), ("C2", "M2"), ("C3", "M3")):
        campaign(company, code, owner, budget="1").sale(code, "2026-07-01", "A1", "1000", campaign=code)
    july = company.july()
    assert july.line("comm_target") == {"M1": "29.40"}
    assert july.waterfall["comm_target"] == "29.40"


def test_p6_each_of_an_owners_campaigns_is_rounded_on_its_own(company: Company) -> None:
    for code in ("C1", "C2"):
        campaign(company, code, budget="0").sale(code, "2026-07-01", "F1", "0.50", campaign=code)
    assert company.july().line("comm_target") == {"M1": "0.04"}  # 0.015 twice


def test_p6_the_parts_of_the_margin_are_not_rounded_however_many_places_the_rate_has(company: Company) -> None:
    campaign(company).policy("sales_rate", "0.33333333").policy("target_rate", "1")
    july = company.sale("1", "2026-07-01", "A1", "4500.06", campaign="C1").july()
    # 4500.06 − 1500.0199849998 = 3000.0400150002
    assert july.line("comm_target") == {"M1": "3000.04"}
    assert list(check_month(july.attempt)) == []


def test_p6_a_campaign_without_sales_is_listed(company: Company) -> None:
    july = campaign(company).july()
    assert (july.exceptions, july.line("comm_target")) == ([("campaign_without_sales", "M1")], {})


def profitable(company: Company, sales: str = "3000") -> Company:
    """Net profit of `sales` and no base salaries: T is a third of it."""
    return company.sale("99", "2026-07-15", "F1", sales)


def nominate(company: Company, pool: str, month: str = "2026-07", **weights: str) -> Company:
    """Nominations of a pool: weights by employee number."""
    for number, weight in weights.items():
        company.add("nominations", month=month, pool=pool, employee_no=number, weight=weight)
    return company


def test_p8_each_pool_is_split_among_its_nominees_by_weight(company: Company) -> None:
    nominate(profitable(company), "staff", A1="1", M1="3")
    nominate(company, "management", F1="1")
    nominate(company, "operations", A1="", H1="1")  # an empty weight is 1
    july = company.july()
    # T = 1000: pools 400, 400, 200
    assert july.line("bonus") == {"A1": "200.00", "M1": "300.00", "F1": "400.00", "H1": "100.00"}
    assert (july.waterfall["total_target"], july.waterfall["gate"], july.waterfall["pool_staff"]) == ("1000.00", "met", "400.00")


def test_p8_p13_who_has_a_penalty_or_no_payslip_is_not_eligible_and_the_others_share(company: Company) -> None:
    company.person("A2").person("A3", leave="2026-06-30")
    company.shift("A2", "2026-07-06 08:00", "2026-07-06 17:00").shift("A2", "2026-07-07 08:00", "2026-07-07 17:00")
    nominate(profitable(company), "staff", A1="1", A2="5", A3="5")
    july = company.july()
    assert july.score("A2")["action"] == "penalty"
    assert july.line("bonus") == {"A1": "400.00"}


def test_p8_a_warning_does_not_take_the_bonus(company: Company) -> None:
    company.shift("A1", "2026-07-06 08:00", "2026-07-06 17:00")
    july = nominate(profitable(company), "staff", A1="1").july()
    assert (july.score("A1")["action"], july.line("bonus")) == ("warning", {"A1": "400.00"})


def test_p8_a_pool_without_an_eligible_nominee_stays_undistributed_and_is_reported(company: Company) -> None:
    nominate(profitable(company), "staff", A1="1")
    nominate(company, "management", F1="0")
    july = company.july()
    assert july.line("bonus") == {"A1": "400.00"}
    assert july.exceptions == [("pool_without_nominee", None)] * 2
    assert july.waterfall["pool_management"] == "400.00"


def test_p8_without_the_gate_nobody_gets_a_bonus(company: Company) -> None:
    company.person("A2", base_salary="1000.01")
    july = nominate(profitable(company), "staff", A1="1").july()
    assert (july.waterfall["base_sum"], july.waterfall["gate"]) == ("1000.01", "not_met")
    assert (july.line("bonus"), july.exceptions) == ({}, [])


def test_p7_b_is_the_contract_bases_of_who_is_employed_on_the_last_day(company: Company) -> None:
    company.person("A2", base_salary="500", hire="2026-07-31")
    company.person("A3", base_salary="300", leave="2026-07-31").person("A4", base_salary="9000", leave="2026-07-30")
    company.person("A5", base_salary="2000").terms("A5", "2026-07-31", base_salary="100").terms("A5", "2026-08-01", base_salary="7000")
    july = profitable(company).july()
    assert (july.waterfall["base_sum"], july.waterfall["gate"]) == ("900.00", "met")


def test_p8_a_quarter_is_paid_in_its_last_month_from_the_sums_of_its_months(company: Company) -> None:
    company.policy("bonus_period", "quarter", "2026-08-01").person("A2", base_salary="100")
    for order, (month, amount) in enumerate((("07", "90000"), ("08", "-300"), ("09", "1200"))):
        kind = "refund" if amount.startswith("-") else "sale"
        company.sale(str(order), f"2026-{month}-10", "F1", amount.lstrip("-"), kind=kind)
        nominate(company, "staff", f"2026-{month}", A1="1")
    july, august, september = company.close(months=3)
    assert (july.waterfall["gate"], july.line("bonus")) == ("met", {"A1": "12000.00"})  # closed by the month
    assert (august.waterfall["gate"], august.line("bonus"), august.waterfall["total_target"]) == ("not_met", {}, "-100.00")
    # only August and September were closed under `quarter`: T = (−300 + 1200) / 3 = 300, B = 100 + 100
    assert (september.waterfall["net_profit"], september.waterfall["total_target"], september.waterfall["base_sum"]) == (
        "1200.00",
        "300.00",
        "200.00",
    )
    assert (september.waterfall["gate"], september.line("bonus")) == ("met", {"A1": "120.00"})
