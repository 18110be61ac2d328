"""A month in a real browser: approved by finance at a desk, read by its owner on a phone, computed while somebody looks on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from csd.models import Attempt, AttemptState
from csd.work.engine import work_on
from tests.browser.walking import DESK, PHONE, fits
from tests.pages import world

pytestmark = pytest.mark.usefixtures("company")
PICTURED = (
    "/pay-runs/2026-08/people/",
    "/pay-runs/2026-08/people/S1/",
    "/waterfalls/2026-08/",
    "/payslips/",
    "/pay-runs/",
    "/",
    "/inbox/",
    "/absence/",
    "/points/",
    "/points/team/2026-08/",
    "/points/close/2026-08/",
    "/pay-runs/2026-07/people/S1/base/",
    "/payslips/2026-07/",
    "/pay-runs/2026-08/exceptions/",
    "/my-orders/2026-08/",
    "/entries/sales/?month=2026-08",
    "/entries/sales/new/",
    "/entries/2026-08/costs/",
    "/entries/2026-08/nominations/",
    "/corrections/adjustments/new/",
    "/corrections/receivables/",
)


def test_a_month_is_approved_at_a_desk_and_read_on_a_phone(page: Page, enter: Callable[..., None], picture: Callable[[str], None]) -> None:
    enter("F1", DESK, "/pay-runs/")
    page.get_by_role("link", name="2026年8月").click()
    picture("pay-run")
    page.set_viewport_size(DESK)
    page.get_by_role("link", name="X1").click()
    page.get_by_text("排除此人后批准").click()
    page.get_by_label("理由").fill("入职当天离开")
    page.get_by_role("button", name="排除").click()
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("2026年8月 已批准。现在")).to_be_visible()
    picture("pay-run-approved")

    enter("S1", PHONE, "/payslips/")
    page.get_by_role("link", name="2026年8月").click()
    assert fits(page)
    page.get_by_role("link", name="900.02").click()
    expect(page.get_by_role("heading", name="销售额提成")).to_be_visible()
    page.get_by_role("link", name="已完成净销售额").click()
    expect(page.get_by_text("A08")).to_be_visible()
    assert fits(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text("A08")).to_be_hidden()
    page.go_back()
    expect(page.get_by_text("A08")).to_be_visible()


def test_progress_moves_by_itself_and_the_page_comes_back_when_it_is_over(
    page: Page, enter: Callable[..., None], picture: Callable[[str], None]
) -> None:
    enter("H1", DESK, "/pay-runs/")
    page.get_by_role("link", name="2026年8月").click()
    page.get_by_role("button", name="重新核算").click()
    expect(page.get_by_role("heading", name="正在核算")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("已完成 0 /")
    picture("pay-run-computing")
    running = Attempt.objects.get(state=AttemptState.RUNNING)
    work_on(running.pk, seconds=0.01)
    expect(page.get_by_role("status")).not_to_contain_text("已完成 0 /")
    page.reload()
    expect(page.get_by_role("heading", name="正在核算")).to_be_visible()
    while not work_on(running.pk, seconds=60):
        pass
    expect(page.get_by_role("heading", name="正在核算")).to_be_hidden()
    expect(page.get_by_role("button", name="重新核算")).to_be_visible()


def test_a_form_pressed_twice_is_sent_once(page: Page, enter: Callable[..., None]) -> None:
    enter("H1", DESK, "/pay-runs/")
    page.get_by_role("link", name="2026年8月").click()
    page.get_by_role("button", name="重新核算").dblclick()
    expect(page.get_by_role("heading", name="正在核算")).to_be_visible()
    assert Attempt.objects.filter(month=world.AUGUST).count() == 2


def test_pages_of_the_month_fit_a_phone_and_are_kept_as_pictures(
    page: Page, live_server: LiveServer, enter: Callable[..., None], picture: Callable[[str], None]
) -> None:
    enter("F1", DESK)
    wide = []
    for path in PICTURED:
        page.goto(live_server.url + path)
        # the last picture is that of a phone
        picture(re.sub(r"\W+", "-", path).strip("-") or "home")
        wide += [] if fits(page) else [path]
    assert wide == []


def test_p7_a_bar_of_the_waterfall_opens_its_line_and_leads_to_the_orders(
    page: Page, live_server: LiveServer, enter: Callable[..., None]
) -> None:
    enter("F1", DESK)
    page.goto(f"{live_server.url}/waterfalls/2026-08/")
    page.locator(".chart a").first.click()
    expect(page.locator(".beside h2")).to_be_visible()
    page.locator(".beside .inputs a").first.click()
    page.locator(".beside .grid-table a", has_text="S1").first.click()
    expect(page.get_by_text("A08")).to_be_visible()
