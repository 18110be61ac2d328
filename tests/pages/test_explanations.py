"""Every figure of a payslip and of the waterfall opens: formula, numbers, and the rows behind each (docs/rulebook.md P18)."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse

from payroll.computing.models import PayslipLine
from payroll.lines.rules import PAYSLIP
from payroll.waterfall.rules import WATERFALL
from tests.pages.world import AUGUST, client_of, names

SLIP, WATERFALL_PAGE = "/payslips/2026-07/", "/waterfalls/2026-08/"
BESIDE = {"HX-Request": "true", "HX-Target": "beside"}


def get(role: str, url: str, *, beside: bool = True, language: str = "en") -> HttpResponse:
    """A page, or what opens beside it."""
    return client_of(role, language=language).get(url, headers=BESIDE if beside else {})


def links(answer: HttpResponse) -> list[str]:
    """Where what was opened leads on to."""
    return re.findall(r'<a href="([^"]+)"\s+hx-get', answer.content.decode())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("line", [formula.name for formula in PAYSLIP.all()])
def test_p18_every_line_of_ones_own_payslip_opens_down_to_its_rows(line: str, language: str) -> None:
    opened = get("staff", f"{SLIP}{line}/", language=language)
    assert opened.status_code == 200
    assert links(opened) != []
    for url in links(opened):
        assert get("staff", url, language=language).status_code == 200, url


@pytest.mark.parametrize("line", [formula.name for formula in WATERFALL.all()])
def test_p18_every_line_of_the_waterfall_opens_down_to_its_rows(line: str) -> None:
    opened = get("auditor", f"{WATERFALL_PAGE}{line}/")
    for url in links(opened):
        assert get("auditor", url).status_code == 200, url


def test_p18_a_commission_names_its_rate_its_sales_and_the_order() -> None:
    line = get("staff", f"{SLIP}comm_sales/").content.decode()
    assert "2 % × (30,000.50 + 0.00)" in line
    assert "600.01" in line
    assert "A07" in get("staff", f"{SLIP}comm_sales/fact/net_sales/").content.decode()


def test_p18_a_rate_names_who_set_it_and_which_value_was_used() -> None:
    page = get("auditor", "/pay-runs/2026-08/people/S1/comm_sales/policy/sales_rate/").content.decode()
    assert "2026-08-01" in page
    assert "3 %" in page


def test_o4_nobody_opens_the_sales_of_a_colleague_through_their_own_payslip() -> None:
    page = get("staff", f"{SLIP}comm_sales/fact/net_sales/?only=S2").content.decode()
    assert "B07" not in page


def test_p18_the_waterfall_leads_from_sales_to_an_agent_to_the_order() -> None:
    page = get("auditor", f"{WATERFALL_PAGE}sales/fact/sales_net/").content.decode()
    assert f"{WATERFALL_PAGE}sales/fact/sales_net/?only=S1" in page
    assert names(get("auditor", f"{WATERFALL_PAGE}sales/fact/sales_net/?only=S1"), "A08")


def test_o4_only_who_sees_pay_narrows_the_waterfall_to_a_person() -> None:
    assert not names(get("operations", f"{WATERFALL_PAGE}sales/fact/sales_net/?only=S1"), "A08")


def test_beside_a_page_only_what_opens_is_sent_and_closing_sends_nothing() -> None:
    assert "<html" not in get("staff", f"{SLIP}base/").content.decode()
    assert get("staff", SLIP).content == b""


def test_an_explanation_is_a_page_of_its_own_for_a_link_that_is_shared() -> None:
    page = get("staff", f"{SLIP}base/", beside=False).content.decode()
    assert "<html" in page
    assert 'id="explained"' in page


def test_p18_an_amount_that_was_changed_behind_the_programs_back_is_marked() -> None:
    url = "/pay-runs/2026-08/people/S1/comm_sales/"
    assert "no longer follows" not in get("auditor", url).content.decode()
    PayslipLine.objects.filter(payslip__attempt__month=AUGUST, payslip__employee__employee_no="S1", name="comm_sales").update(amount=1)
    assert "The stored amount is 1.00. It no longer follows" in get("auditor", url).content.decode()
