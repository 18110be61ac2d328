"""Every page that anybody reaches, in a browser: WCAG 2.2 AA by axe, nothing wider than the screen, no complaint of the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, ViewportSize
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.walking import DESK, PHONE, fits, violations
from tests.pages import world
from tests.pages.crawling import route_of, walk
from tests.sampling import WHOLE, drawn

# whoever reaches what those before do not; the administration shows each of its kinds of page to one of them
ROLES = ("finance", "hr", "administrator", "auditor", "general manager", "manager", "foreman", "staff", "operator")


@pytest.fixture(autouse=True)
def _company(company: None, settings: Settings) -> Iterator[None]:
    settings.CSD_PARTS = True
    with world.sessions_kept():
        # today's: those of the company are of another day
        world.sign_in_all()
        yield


def pages_by_role() -> dict[str, list[str]]:
    """Role → one address of each kind of page that no role before it reaches."""
    known: set[str | None] = set()
    found: dict[str, list[str]] = {}
    for role in ROLES:
        urls = [url for url, _page in walk(world.client_of(role))]
        found[role] = [url for url in urls if route_of(url) not in known]
        known |= {route_of(url) for url in urls}
    return found


@pytest.mark.parametrize(("size", "colours"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_no_page_keeps_anybody_out_or_is_too_wide(page: Page, live_server: LiveServer, size: ViewportSize, colours: str) -> None:
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    page.set_viewport_size(size)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    wrong: dict[str, list[str]] = {}
    visited = 0
    for role, urls in pages_by_role().items():
        session = world.client_of(role, language="zh-hans").cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        # each commit draws half of them at a desk and the other half on a phone; all of them both ways with CSD_TESTS=all
        for url in [url for url in urls if WHOLE or drawn(url, 2) is (size is DESK)]:
            page.goto(live_server.url + url)
            visited += 1
            # complaints from here on are about axe, which tries out styles
            complaints = [*said]
            found = complaints + violations(page) + ([] if fits(page) else ["wider than the screen"])
            said.clear()
            if found:
                wrong[f"{role} {url}"] = found
    assert not wrong, "\n".join(f"{page}: {found}" for page, found in wrong.items())
    assert visited > (60 if WHOLE else 20)
