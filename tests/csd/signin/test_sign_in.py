"""Signing in by number or phone, and guessing made slow (attacks A46, A47, A56): what slows whom, and what does not undo it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

from csd.models import Employee, SecurityEvent, SignInAttempt, User
from csd.signin.forms import SignInForm
from csd.signin.services.sign_in import NUMBER_AT_ADDRESS, number_of
from tests.people import person
from tests.signing_in import PASSWORD, type_password

NOW = datetime(2026, 9, 15, 2, tzinfo=UTC)
FREE = NUMBER_AT_ADDRESS.free


@pytest.fixture(autouse=True)
def clock(db: None) -> time_machine.Traveller:
    """The 15th of September, standing still."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def login_of(number: str, phone: str = "", **more: date | None) -> User:
    employee = person(number, **more)
    Employee.objects.filter(pk=employee.pk).update(phone=phone)
    return User.objects.create_user(number, PASSWORD, employee=employee)


@pytest.fixture
def mei() -> User:
    """Mei with her phone."""
    return login_of("E000007", "138 0013-8000")


def inside(client: Client) -> bool:
    return client.get("/my-security/").status_code == 200


@pytest.mark.parametrize(
    "typed", ["E000007", "e000007", " E000007 ", "Ｅ０００００７", "13800138000", "+86 138 0013 8000", "0086-13800138000", "138-0013-8000"]
)
def test_o3_number_or_phone_and_password_let_in(mei: User, typed: str) -> None:
    client = Client()
    assert type_password(client, typed) == 302
    assert inside(client)


@pytest.mark.parametrize("typed", ["13800138001", "3800138000", "138001380000", "800138000", "8000", "", "'; --", "\0"])
def test_o3_what_is_neither_lets_nobody_in(mei: User, typed: str) -> None:
    client = Client()
    assert type_password(client, typed) == 200
    assert not inside(client)


def test_o3_a_phone_that_two_people_share_is_no_login(mei: User) -> None:
    person("E000008")
    Employee.objects.filter(employee_no="E000008").update(phone="13800138000")
    client = Client()
    type_password(client, "13800138000")
    assert not inside(client)
    type_password(client, "E000007")
    assert inside(client)


def test_o3_the_phone_of_somebody_who_left_is_its_new_owners_alone(mei: User) -> None:
    login_of("E000001", "13800138000", leave_date=date(2026, 9, 14))
    assert number_of("13800138000") == "E000007"


def test_o3_an_employee_number_goes_before_a_phone(mei: User) -> None:
    login_of("13800138000")
    assert number_of("13800138000") == "13800138000"


def test_what_is_answered_is_the_same_for_numbers_that_exist_and_those_that_do_not(mei: User) -> None:
    known, unknown = (Client().post("/sign-in/", {"login": number, "password": "wrong"}).content for number in ("E000007", "E999999"))
    assert unsaid(known, "E000007") == unsaid(unknown, "E999999")


def unsaid(page: bytes, number: str) -> list[str]:
    lines = page.decode().replace(number, "").splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def guess(times: int, login: str = "E000007", **where: str) -> int:
    for _n in range(times):
        status = Client(**where).post("/sign-in/", {"login": login, "password": "wrong"}).status_code
    return status


def test_after_some_wrong_tries_the_next_waits_even_with_the_right_password(mei: User, clock: time_machine.Traveller) -> None:
    guess(FREE)
    client = Client()
    assert type_password(client, "E000007") == 429
    clock.shift(timedelta(seconds=1))
    assert type_password(client, "E000007") == 302


def test_both_names_of_a_person_share_their_counters(mei: User) -> None:
    guess(FREE // 2, "E000007")
    guess(FREE - FREE // 2, "13800138000")
    assert type_password(Client(), "E000007") == type_password(Client(), "13800138000") == 429
    assert set(SignInAttempt.objects.values_list("login", flat=True)) == {"E000007"}


def test_a_colleague_who_guesses_beside_it_slows_no_browser_that_knows_the_number(mei: User) -> None:
    own = Client()
    type_password(own, "E000007")
    own.post("/sign-out/")
    assert guess(FREE + 1) == 429
    assert type_password(own, "E000007") == 302


def test_an_outsider_never_makes_somebody_wait_long(mei: User, clock: time_machine.Traveller) -> None:
    tries = [SignInAttempt(login="E000007", address=f"198.51.100.{n % 250}") for n in range(5000)]
    SignInAttempt.objects.bulk_create(tries)
    clock.shift(timedelta(seconds=10))
    assert type_password(Client(REMOTE_ADDR="192.0.2.1"), "E000007") == 302


def test_signing_in_oneself_clears_no_tries_at_others(mei: User) -> None:
    login_of("E000009")
    answers = []
    for _n in range(4):
        answers.append(guess(4))
        answers.append(type_password(Client(), "E000009"))
    assert 429 in answers


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.django_db(transaction=True)
def test_a_try_survives_a_request_that_is_rolled_back(mei: User, monkeypatch: pytest.MonkeyPatch, marked: bool) -> None:
    """The control: a door that is not marked `non_atomic_requests` loses the try with the request."""
    from csd.signin.views import sign_in

    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    monkeypatch.setattr(sign_in, "render", broken)
    if not marked:
        monkeypatch.delattr(sign_in.sign_in, "_non_atomic_requests")
    client = Client(raise_request_exception=False)
    assert client.post("/sign-in/", {"login": "E000007", "password": "wrong"}).status_code == 500
    assert SignInAttempt.objects.exists() == SecurityEvent.objects.filter(kind="failed").exists() == marked


def broken(*_args: object, **_options: object) -> HttpResponse:
    raise RuntimeError("after the try was counted")


def test_a_lost_redis_loses_no_try(mei: User) -> None:
    with override_settings(
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}},
    ):
        guess(FREE)
        assert guess(1) == 429


def test_tries_are_counted_before_the_password_is_looked_at(mei: User, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def look(request: HttpRequest, **_given: str) -> None:
        seen.append(SignInAttempt.objects.count())

    monkeypatch.setattr("csd.signin.services.sign_in.authenticate", look)
    guess(1)
    assert seen == [1]


def test_failed_and_slowed_tries_are_in_the_security_log_with_the_address(mei: User) -> None:
    guess(FREE + 1, REMOTE_ADDR="192.0.2.7", headers={"user-agent": "X\x1b[31m"})
    kinds = list(SecurityEvent.objects.order_by("pk").values_list("kind", "login", "address", "browser"))
    assert kinds == [("failed", "E000007", "192.0.2.7", "X[31m")] * FREE + [("slowed", "E000007", "192.0.2.7", "X[31m")]


def test_the_form_takes_no_more_than_the_log_holds() -> None:
    assert not SignInForm({"login": "x" * 65, "password": "y"}).is_valid()


def test_a_rolled_back_transaction_would_take_the_try_with_it(mei: User) -> None:
    with transaction.atomic():
        guess(1)
        transaction.set_rollback(True)
    assert not SignInAttempt.objects.exists()
