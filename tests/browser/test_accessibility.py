"""Every kind of page for everybody: WCAG 2.2 AA by axe, light and dark, by keyboard, at 200 % zoom and 130 % text, from one host."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, ViewportSize, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.walking import DESK, PAGES, PHONE, fits, violations

ZOOMED: ViewportSize = {"width": 640, "height": 450}
WIDE = (
    "() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(e => "
    "e.className)"
)
# the colour of a heading, of what a panel stands on, and whether the head of the page is there
INK_AND_PAPER = """() => [getComputedStyle(document.querySelector('h1')).color,
    getComputedStyle(document.querySelector('.panel')).backgroundColor, document.querySelector('.top').checkVisibility()]"""
FIRST_VIEW_BYTES_MAX = 200_000


@pytest.fixture(autouse=True)
def _company(company: None, settings: Settings) -> None:
    settings.CSD_PARTS = True


# the other two are those of every page (test_every_page)
@pytest.mark.parametrize(("size", "colours"), [(DESK, "dark"), (PHONE, "light")], ids=["desk-dark", "phone-light"])
def test_no_page_keeps_anybody_out(
    page: Page, live_server: LiveServer, enter: Callable[..., None], size: ViewportSize, colours: str
) -> None:
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    page.goto(f"{live_server.url}/sign-in/")
    found = {"sign-in": violations(page)}
    enter("F1", size)
    for name, path in PAGES.items():
        page.goto(live_server.url + path)
        found[name] = violations(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.set_content("<html><body><img src='data:,'><p style='color:#ccc'>grey</p></body></html>")
    assert {line.split(":")[0] for line in violations(page)} >= {"image-alt", "color-contrast", "html-has-lang"}


@pytest.mark.parametrize("chosen", ["", "dark"])
def test_paper_is_light_on_a_dark_screen_too(page: Page, live_server: LiveServer, enter: Callable[..., None], chosen: str) -> None:
    enter("F1", DESK)
    page.goto(live_server.url + PAGES["waterfall"])
    page.evaluate("chosen => chosen && document.documentElement.setAttribute('data-bs-theme', chosen)", chosen)
    seen = {}
    for media in ("screen", "print"):
        page.emulate_media(color_scheme="dark", media="print" if media == "print" else "screen")
        seen[media] = page.evaluate(INK_AND_PAPER)
    assert seen == {"screen": ["rgb(231, 233, 229)", "rgb(24, 30, 28)", True], "print": ["rgb(0, 0, 0)", "rgb(255, 255, 255)", False]}


def test_everything_fits_at_200_percent_and_with_large_letters(page: Page, live_server: LiveServer, enter: Callable[..., None]) -> None:
    enter("F1", ZOOMED)
    wide = []
    for size, letters in ((ZOOMED, "100%"), (PHONE, "130%")):
        page.set_viewport_size(size)
        for name, path in PAGES.items():
            page.goto(live_server.url + path)
            page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
            wide += [] if fits(page) else [f"{name} at {letters}: {page.evaluate(WIDE)}"]
    assert wide == []


def test_a_payslip_line_is_opened_and_shut_by_keyboard_alone(page: Page, live_server: LiveServer, enter: Callable[..., None]) -> None:
    enter("S1", DESK)
    page.goto(f"{live_server.url}/payslips/2026-07/")
    # Escape comes before htmx has made the new content's links its own, as on a slow machine
    page.evaluate("htmx.config.defaultSettleDelay = 3000")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while "explains" not in str(page.evaluate("document.activeElement.className")):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#explained")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#explained")).to_be_hidden()
    expect(page.locator(":focus")).to_have_class(re.compile("explains"))


def test_on_a_phone_every_page_is_two_taps_away(page: Page, live_server: LiveServer, enter: Callable[..., None]) -> None:
    enter("S1", DESK)
    wanted = page.locator(".rail a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    page.set_viewport_size(PHONE)
    page.locator("details.person summary").click()
    shown = page.locator(".all-pages a:visible").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert shown == wanted
    assert fits(page)
    assert violations(page) == []
    page.locator(f".all-pages a[href='{wanted[-1]}']").click()
    page.wait_for_url(f"**{wanted[-1]}")


def test_a_first_view_is_light_and_asks_no_other_host(page: Page, live_server: LiveServer) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (Playwright takes no built-in function)
    page.goto(f"{live_server.url}/sign-in/", wait_until="networkidle")
    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(live_server.url).netloc}
    # as it is served outside of tests: compressed with gzip
    assert sum(len(gzip.compress(answer.body())) for answer in answers if answer.status == 200) <= FIRST_VIEW_BYTES_MAX
