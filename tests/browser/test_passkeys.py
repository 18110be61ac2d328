"""The second step in a real browser: an app's code at first, then a passkey of a (virtual) authenticator, bound to challenge and owner."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from csd.models import AuthenticatorApp, Passkey, Role, User
from csd.signin.totp import code_of, step_at
from tests.people import with_role
from tests.signing_in import PASSWORD, SEED, code_now

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def finance(transactional_db: None) -> User:
    """Somebody in finance who has no second step yet."""
    return User.objects.create_user("F1", PASSWORD, employee=with_role("F1", Role.FINANCE))


@pytest.fixture
def enter(page: Page, live_server: LiveServer, finance: User) -> Callable[[], None]:
    """Number and password."""
    page.set_default_timeout(10_000)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def enter() -> None:
        page.goto(f"{live_server.url}/sign-in/")
        page.locator("#id_login").fill("F1")
        page.locator("#id_password").fill(PASSWORD)
        page.locator("#id_password").press("Enter")
        page.wait_for_url("**/second-step/**")

    return enter


def sign_out(page: Page) -> None:
    page.locator("details.person summary").click()
    page.locator("form[action='/sign-out/'] button").click()
    page.wait_for_url("**/sign-in/")


def test_a_passkey_is_set_up_at_the_first_sign_in_and_then_is_the_second_step(
    page: Page, live_server: LiveServer, enter: Callable[[], None], picture: Callable[[str], None]
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    enter()
    picture("second-step-set-up")
    page.locator("#passkey-name").fill("我的电脑")
    page.locator("[data-passkey-go]").click()
    expect(page.locator(".codes li")).to_have_count(10)
    picture("recovery-codes")
    page.locator("main a.btn-main").click()
    sign_out(page)
    enter()
    picture("second-step")
    page.locator("[data-passkey-go]").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(f"{live_server.url}/my-security/")
    expect(page.get_by_text("我的电脑")).to_be_visible()
    picture("my-security")
    assert Passkey.objects.get().uses > 0
    assert complaints == []


def test_an_app_is_set_up_by_the_key_under_the_picture(page: Page, enter: Callable[[], None]) -> None:
    enter()
    page.locator("details:not(.person) summary").click()
    seed = page.locator("details code.key").inner_text()
    page.locator("#id_code").fill(code_of(seed, step_at(time.time())))
    page.locator("#id_code").press("Enter")
    expect(page.locator(".codes li")).to_have_count(10)


def test_what_one_passkey_signed_is_no_answer_a_second_time(page: Page, enter: Callable[[], None], finance: User) -> None:
    enter()
    page.locator("[data-passkey-go]").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.locator("main a.btn-main").click()
    sign_out(page)
    enter()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.locator("[data-passkey-go]").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    sign_out(page)
    enter()
    answer = next(body for body in sent if "passkey=" in body)
    signed = dict(part.split("=", 1) for part in answer.split("&"))["passkey"]
    page.evaluate(
        (
            "signed => { document.querySelector('form[data-passkey]').elements.passkey.value ="
            " decodeURIComponent(signed.replace(/\\+/g, ' ')); document.querySelector('form[data-passkey]').submit(); }"
        ),
        signed,
    )
    expect(page.locator("[role=alert] .message-bad")).to_be_visible()
    assert page.url.endswith("/second-step/")


def test_a_code_is_typed_on_a_phone(page: Page, enter: Callable[[], None], finance: User) -> None:
    AuthenticatorApp.objects.create(user=finance, seed=SEED)
    page.set_viewport_size({"width": 360, "height": 780})
    enter()
    page.locator("#id_code").fill(code_now(finance))
    page.locator("#id_code").press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
