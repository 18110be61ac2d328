"""Browser tests: a page of the product in a real Chromium, served by this process from the tests' database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from csd.models import User
from tests.browser.chromium import ROOT, find_chromium, node_program
from tests.signing_in import PASSWORD, code_now
from tests.template_database import made_anew

PICTURES = ROOT / ".data" / "pictures"
WIDTHS = {"desktop": 1280, "phone": 390}
node = node_program()
if node:
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(node))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _django_beside_an_event_loop() -> Iterator[None]:
    # Playwright keeps an event loop in this thread, in which Django would refuse plain database calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test has tables of its own: a copy of the company, or empty as migrated. Emptying them all takes longer than a copy."""
    template = request.getfixturevalue("world_database") if "company" in request.fixturenames else ""
    with django_db_blocker.unblock():
        made_anew(template)
        yield
        connection.close()


@pytest.fixture
def company(transactional_db: None) -> None:
    """The tables are a copy of the company with its logins."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Starts the Chromium that was found instead of one that Playwright would download."""
    chromium = find_chromium()
    if chromium is None:
        pytest.fail("There is no Chromium: run make setup, or leave the browser tests out with BROWSER=none.", pytrace=False)
    arguments = ["--no-sandbox", "--headless=shell", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    return {
        **browser_type_launch_args,
        "executable_path": str(chromium.program),
        "env": {**os.environ, **chromium.environment},
        "args": [*arguments, "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Chinese, as most people will see it, at the time of the company."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser complains about; it must be empty at the end, least of all may the security policy be in it."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.fixture
def enter(page: Page, live_server: LiveServer, complaints: list[str]) -> Callable[..., None]:
    """Signs somebody in at a desk or on a phone and opens a page, the home page unless another is named."""

    def enter(number: str, size: ViewportSize, path: str = "/") -> None:
        page.context.clear_cookies()
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}/sign-in/")
        page.locator("#id_login").fill(number)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        user = User.objects.get(login=number)
        if hasattr(user, "authenticator"):
            page.wait_for_url("**/sign-in/second-step/")
            page.locator("#id_code").fill(code_now(user))
            page.locator("#id_code").press("Enter")
            page.wait_for_url(lambda url: "sign-in" not in url)
        expect(page.locator("main")).to_be_visible()
        page.goto(live_server.url + path)

    return enter


@pytest.fixture
def picture(page: Page) -> Callable[[str], None]:
    """Keeps how the page looks now, at desktop and phone width, as .data/pictures/NAME-WIDTH.png."""

    def take(name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        for width_name, pixels in WIDTHS.items():
            page.set_viewport_size({"width": pixels, "height": 900})
            page.screenshot(path=PICTURES / f"{name}-{width_name}.png", full_page=True)

    return take
