"""Sessions (attacks A53, A60, A92; ASVS V7): how long they last, whose they are, what ends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.cookies import CookieError

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from csd.access.services import forget_expired
from csd.database.rows import rows_of
from csd.models import Session, User
from csd.signin.selectors import sessions_of
from tests.csd.signin.entering import PASSWORD, entered, inside

NOW = datetime(2026, 9, 15, 2, tzinfo=UTC)
GOOD = "seven quiet herons at dawn"
Cast = dict[str, User]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The 15th of September, standing still."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.parametrize(("number", "minutes", "on"), [("S1", 239, True), ("S1", 240, False), ("F1", 29, True), ("F1", 30, False)])
def test_a_session_ends_after_a_while_without_use(cast: Cast, clock: time_machine.Traveller, number: str, minutes: int, on: bool) -> None:
    client = entered(cast[number])
    clock.shift(timedelta(minutes=minutes))
    assert inside(client) == on


def test_use_keeps_it_but_not_beyond_twelve_hours(cast: Cast, clock: time_machine.Traveller) -> None:
    client = entered(cast["F1"])
    for _n in range(35):
        clock.shift(timedelta(minutes=20))
        assert inside(client)
    clock.shift(timedelta(minutes=20))
    assert not inside(client)


def test_what_a_page_asks_for_by_itself_is_no_use(cast: Cast, clock: time_machine.Traveller) -> None:
    client = entered(cast["F1"])
    for _n in range(2):
        clock.shift(timedelta(minutes=14))
        client.get(reverse("pay-run-progress", kwargs={"month": "2026-08"}))
    clock.shift(timedelta(minutes=3))
    assert not inside(client)


def patterns() -> Iterator[URLPattern]:
    """Every address of the product itself."""
    waiting = list(get_resolver().url_patterns)
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, URLResolver):
            waiting += entry.url_patterns
        else:
            yield entry


def test_whatever_a_page_asks_for_again_and_again_is_marked() -> None:
    asked = {pattern.name: pattern.callback for pattern in patterns() if str(pattern.name).endswith("progress")}
    assert set(asked) == {"pay-run-progress", "export-progress", "job-progress"}
    assert [name for name, view in asked.items() if not getattr(view, "by_itself", False)] == []


def test_the_last_use_is_written_once_a_minute(cast: Cast, clock: time_machine.Traveller) -> None:
    client = entered(cast["S1"])
    for seconds, kept in ((59, 0), (1, 60)):
        clock.shift(timedelta(seconds=seconds))
        inside(client)
        assert Session.objects.get().last_used_at == NOW + timedelta(seconds=kept)


def test_the_table_holds_no_key_that_opens_a_session(cast: Cast) -> None:
    client = entered(cast["S1"])
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key not in str(rows_of("SELECT s::text FROM csd_session s"))
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().pk
    assert not inside(stolen)


def test_a_session_knows_device_place_and_since_when(cast: Cast) -> None:
    entered(cast["S1"], REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Mozilla/5.0 (iPhone) MicroMessenger")
    found = Session.objects.get()
    assert (found.user, found.address, found.began_at) == (cast["S1"], "192.0.2.7", NOW)
    assert "MicroMessenger" in found.browser


def test_one_of_ones_own_sessions_is_ended(cast: Cast) -> None:
    here, there = entered(cast["S1"]), entered(cast["S1"])
    other = next(s for s in sessions_of(cast["S1"]) if s.pk != stored_key(here))
    here.post("/my-security/sessions/end/", {"session": other.pk})
    assert (inside(here), inside(there)) == (True, False)


def stored_key(client: Client) -> str:
    from csd.access.sessions import stored

    return stored(client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_a_session_of_somebody_else_is_not_ended(cast: Cast) -> None:
    mine, theirs = entered(cast["S1"]), entered(cast["S2"])
    mine.post("/my-security/sessions/end/", {"session": stored_key(theirs)})
    assert inside(theirs)


def test_everywhere_else_at_once(cast: Cast) -> None:
    here, there = entered(cast["S1"]), entered(cast["S1"])
    here.post("/my-security/sessions/end-others/")
    assert (inside(here), inside(there)) == (True, False)


def change(client: Client, old: str = PASSWORD, new: str = GOOD, again: str = "") -> int:
    return client.post("/my-security/password/", {"old": old, "new": new, "again": again or new}).status_code


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = entered(cast["S1"]), entered(cast["S1"])
    assert change(here) == 302
    assert (inside(here), inside(there)) == (True, False)
    assert User.objects.get(login="S1").check_password(GOOD)


@pytest.mark.parametrize("sent", [{"old": "wrong"}, {"new": "short"}, {"again": "seven quiet herons at dusk"}, {"new": "customerservice"}])
def test_a_password_is_not_changed_without_the_old_one_twice_the_new_one_and_a_good_one(cast: Cast, sent: dict[str, str]) -> None:
    assert change(entered(cast["S1"]), **sent) in (200, 422)
    assert User.objects.get(login="S1").check_password(PASSWORD)


def test_the_old_password_is_guessed_slowly_there_too(cast: Cast) -> None:
    client = entered(cast["S1"])
    assert [change(client, old="wrong") for _n in range(11)][-1] == 429


def test_signing_out_ends_the_session_and_clears_the_browser(cast: Cast) -> None:
    client = entered(cast["S1"])
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not inside(client)


def test_sessions_that_are_over_are_deleted(cast: Cast, clock: time_machine.Traveller) -> None:
    entered(cast["S1"])
    clock.shift(timedelta(hours=12))
    assert (forget_expired(), Session.objects.count()) == (1, 0)


@pytest.mark.parametrize("key", ["", "x", "\0", "é" * 32, "a" * 5000])
def test_a_made_up_key_opens_nothing(db: None, key: str) -> None:
    client = Client()
    try:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    except CookieError:
        # newer Pythons send no control characters in a cookie
        client = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"})
    assert not inside(client)
