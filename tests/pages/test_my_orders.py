"""My orders with what each adds to my commission today (docs/rulebook.md P3, S4), and my payslips over the year."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from csd.database.rows import execute
from csd.models import Employee
from csd.money import ZERO
from csd.months import Month
from payroll.computing.models import PayslipLine
from payroll.my_orders.selectors import my_orders
from payroll.sales.models import Sale
from tests.pages.world import AUGUST, client_of

D = Decimal


@pytest.mark.parametrize("number", ["S1", "S2", "N1"])
def test_p3_the_page_comes_to_what_the_close_gives(number: str) -> None:
    person = Employee.objects.get(employee_no=number)
    line = PayslipLine.objects.filter(payslip__attempt__month=AUGUST, payslip__employee=person, name="comm_sales").first()
    found = my_orders(person, AUGUST)
    assert found.commission == (line.amount if line else 0) == sum((earned.adds for earned in found.rows), ZERO)


def test_p3_the_month_so_far_moves_with_each_order_and_says_that_it_is_provisional() -> None:
    assert "900.02" in client_of("staff").get("/my-orders/2026-08/").content.decode()
    agent = Employee.objects.get(employee_no="S1")
    usual = {"product": "", "quantity": 1, "cost": 0, "customer": "", "kind": "sale"}
    Sale.objects.create(order_no="NEW", date="2026-09-14", employee=agent, amount=200, status="completed", **usual)
    Sale.objects.create(order_no="WAITS", date="2026-09-14", employee=agent, amount=999, status="pending", **usual)
    page = client_of("staff").get("/my-orders/").content.decode()
    assert "+6.00" in page
    assert "¥6.00" in page
    assert "Provisional until the month is closed" in page
    assert "WAITS" not in page


def test_p3_a_carry_from_the_month_before_is_made_up_for_first() -> None:
    execute(
        "UPDATE payroll_payslip s SET carry_after = -150 FROM csd_attempt a, csd_employee e WHERE a.id = s.attempt_id"
        " AND e.id = s.employee_id AND a.month = '2026-08-01' AND e.employee_no = 'S1'"
    )
    agent = Employee.objects.get(employee_no="S1")
    Sale.objects.create(order_no="NEW", date="2026-09-14", employee=agent, amount=200, status="completed", quantity=1, cost=0, kind="sale")
    found = my_orders(agent, Month(2026, 9))
    assert (found.carry, found.commission) == (D(-150), D("1.50"))


def test_o4_everybody_sees_their_own_orders_only() -> None:
    page = client_of("colleague").get("/my-orders/2026-08/?employee=S1&employee_id=1").content.decode()
    assert "B08" in page
    assert "A08" not in page


@pytest.mark.parametrize("query", ["?from=x", "?from=-1", "?from=999999999999", "?from=50", "?from=%00"])
def test_a_place_that_makes_no_sense_is_a_page_all_the_same(query: str) -> None:
    assert client_of("staff").get(f"/my-orders/2026-08/{query}").status_code == 200


def test_my_payslips_show_the_year_and_what_it_comes_to(company: Path) -> None:
    page = client_of("staff").get("/payslips/").content.decode()
    slip = PayslipLine.objects.get(payslip__attempt__month="2026-07", payslip__employee__employee_no="S1", name="gross")
    assert page.count(f"{slip.amount:,.2f}") >= 3
    assert "Gross pay this year" in page
