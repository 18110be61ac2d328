"""S1 to S3, P3 and P4 on whole companies of a few rows, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.payroll.small import Company

pytestmark = pytest.mark.django_db
AGENT = {"plan": "sales_percent"}
POOL = {"plan": "order_pool"}


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Nobody but finance and HR yet."""
    return Company(tmp_path)


def test_s1_only_completed_rows_count_and_refunds_count_negative(company: Company) -> None:
    company.person("A1", **AGENT)
    company.sale("1", "2026-07-01", "A1", "1000", "300").sale("2", "2026-07-31", "A1", "500", "100")
    company.sale("3", "2026-07-02", "A1", "9000", "10", status="pending").sale("4", "2026-07-02", "A1", "9000", "10", status="cancelled")
    company.sale("1", "2026-07-20", "A1", "200", "60", kind="refund")
    july = company.july()
    assert (july.waterfall["sales"], july.waterfall["cost"], july.waterfall["comm_sales"]) == ("1300.00", "340.00", "26.00")
    assert july.line("comm_sales") == {"A1": "26.00"}


def test_s1_a_refund_counts_in_the_month_of_its_own_date(company: Company) -> None:
    company.person("A1", **AGENT).sale("1", "2026-07-31", "A1", "1000").sale("1", "2026-08-01", "A1", "400", kind="refund")
    july, august = company.close(months=2)
    assert (july.waterfall["sales"], august.waterfall["sales"]) == ("1000.00", "-400.00")
    assert (july.line("comm_sales"), august.line("comm_sales")) == ({"A1": "20.00"}, {})


def test_s1_identical_lines_of_one_order_are_not_duplicates(company: Company) -> None:
    company.person("A1", **AGENT)
    for _line in range(3):
        company.sale("1", "2026-07-01", "A1", "100")
    assert company.july().line("comm_sales") == {"A1": "6.00"}


def test_s2_orders_are_distinct_numbers_with_a_completed_sale_in_the_month(company: Company) -> None:
    company.person("A1", **AGENT).person("L1", "LO", **POOL)
    company.sale("1", "2026-07-01", "A1", "10").sale("1", "2026-07-09", "A1", "10")  # two lines of one order
    company.sale("2", "2026-07-31", "A1", "10").sale("2", "2026-07-31", "A1", "10", kind="refund")  # a refund does not undo the work
    company.sale("3", "2026-07-05", "A1", "10", kind="refund")  # only a refund
    company.sale("4", "2026-07-05", "A1", "10", status="pending").sale("5", "2026-08-01", "A1", "10").sale("6", "2026-06-30", "A1", "10")
    assert company.close("2026-06", 2)[1].line("comm_order") == {"L1": "2.00"}


def test_s3_costs_of_the_month_by_kind(company: Company) -> None:
    for month, kind, amount in (
        ("2026-07", "promotion", "100.10"),
        ("2026-07", "promotion", "50"),
        ("2026-07", "aftersales_courier", "7"),
        ("2026-07", "other", "3"),
        ("2026-08", "other", "900"),
    ):
        company.add("costs", month=month, kind=kind, amount=amount)
    found = company.july().waterfall
    assert (found["promotion"], found["courier"], found["other"], found["net_profit"]) == ("150.10", "7.00", "3.00", "-160.10")


def test_p3_a_negative_month_is_carried_on_over_months_off_the_plan_and_the_turn_of_the_year(company: Company) -> None:
    company.person("A1", **AGENT).terms("A1", "2025-12-01", plan="none").terms("A1", "2026-01-01", **AGENT)
    company.sale("1", "2025-11-05", "A1", "100").sale("1", "2025-11-06", "A1", "600", kind="refund")  # −500
    company.sale("2", "2025-12-05", "A1", "10000")  # off the plan: earns nothing and settles nothing
    company.sale("3", "2026-01-05", "A1", "300")  # −200 left
    company.sale("4", "2026-02-05", "A1", "1200")  # 1000 earns
    months = company.close("2025-11", 4)
    assert [month.line("comm_sales") for month in months] == [{}, {}, {}, {"A1": "20.00"}]


def test_p3_the_carry_begins_with_the_newest_opening_balance(company: Company) -> None:
    company.person("A1", **AGENT).person("A2", **AGENT)
    opening = {"months": "12", "gross": "0", "social_housing": "0", "special": "0", "tax": "0"}
    company.add("opening_balances", employee_no="A1", year="2024", sales_carry="-9000", **opening)
    company.add("opening_balances", employee_no="A1", year="2025", sales_carry="-400", **opening)
    company.sale("1", "2026-07-05", "A1", "1000").sale("2", "2026-07-05", "A2", "1000")
    assert company.july().line("comm_sales") == {"A1": "12.00", "A2": "20.00"}


def test_p3_sales_after_the_agents_leave_date_count_like_others(company: Company) -> None:
    company.person("A1", leave="2026-07-10", **AGENT)
    company.sale("1", "2026-07-05", "A1", "1000").sale("2", "2026-07-25", "A1", "500")
    july = company.july()
    assert july.line("comm_sales") == {"A1": "30.00"}
    assert july.line("meal")["A1"] == "104.35"  # 300 × 8/23


def test_p3_a_month_without_a_payslip_pays_nothing_and_leaves_the_carry_as_it_was(company: Company) -> None:
    # hired on Saturday, 31 January: employed in the month, but on no working day of it
    company.person("A1", hire="2026-01-31", **AGENT)
    company.sale("1", "2026-01-31", "A1", "300", kind="refund").sale("2", "2026-02-02", "A1", "1000")
    company.add("specials", month="2026-01", employee_no="A1", amount="50", reason="exemplary")
    january, february = company.close("2026-01", 2)
    assert "A1" not in january.line("meal")
    assert january.score("A1")["score"] == "10.0"
    assert (january.waterfall["sales"], january.waterfall["comm_sales"]) == ("-300.00", "0.00")
    assert january.exceptions == [("special_without_slip", "A1")]
    assert february.line("comm_sales") == {"A1": "20.00"}


def test_p4_a_pool_is_shared_by_all_departments_of_its_kind(company: Company) -> None:
    company.person("A1", **AGENT)
    company.person("L1", "LO", **POOL).person("L2", "L2", **POOL, weight="2").person("L3", "LO", plan="none")
    company.person("L4", "LO", hire="2026-07-20", **POOL)  # 10 of 23 days
    company.person("D1", "DA", **POOL).person("O1", "OP", **POOL)
    for order in range(79):
        company.sale(str(order), "2026-07-03", "A1", "1")
    july = company.july()
    # logistics 79.00 by 23 : 46 : 10; data 39.50 alone; operations have no rate
    assert july.line("comm_order") == {"L1": "23.00", "L2": "46.00", "L4": "10.00", "D1": "39.50"}
    assert july.waterfall["comm_order"] == "118.50"


def test_p4_members_are_in_the_kind_of_the_terms_that_hold_for_the_month(company: Company) -> None:
    """The terms in force on the last day of the month, or on the leave date if earlier, hold for the whole month."""
    company.person("A1", **AGENT).sale("1", "2026-07-03", "A1", "1")
    company.person("L1", "DA", **POOL).terms("L1", "2026-07-31", "LO", **POOL)
    company.person("L2", "DA", leave="2026-07-30", **POOL).terms("L2", "2026-07-31", "LO", **POOL)
    company.person("L3", "DA", **POOL).terms("L3", "2026-08-01", "LO", **POOL)
    assert company.july().line("comm_order") == {"L1": "1.00", "L2": "0.24", "L3": "0.26"}


def test_p5_the_guarantee_of_everyone_on_the_pool_is_a_cost_of_the_waterfall(company: Company) -> None:
    company.person("A1", **AGENT).sale("1", "2026-07-03", "A1", "1")
    company.person("L1", "LO", **POOL, guarantee="1500").person("L2", "LO", plan="none", guarantee="1500")
    july = company.july()
    assert july.line("guarantee") == {"L1": "1499.00"}
    assert (july.waterfall["guarantee"], july.waterfall["net_profit"]) == ("1499.00", "-1499.02")  # 1 − 0.02 − 1.00 − 1499.00
