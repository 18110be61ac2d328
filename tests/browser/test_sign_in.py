"""The way in, in a real browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer


def test_the_sign_in_page_loads_without_breaking_its_own_security_policy(
    page: Page, live_server: LiveServer, picture: Callable[[str], None]
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/")
    expect(page.locator("input[type=password]")).to_be_visible()
    picture("sign-in")
    assert complaints == []


def test_health_answers(page: Page, live_server: LiveServer) -> None:
    answer = page.goto(f"{live_server.url}/health/")
    assert answer is not None
    assert answer.status == 200
    assert answer.json() == {"ok": True, "database": True}
