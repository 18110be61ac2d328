"""The day somebody leaves (attacks A53, A54; rule O3): whatever let them in is gone at once, and nothing brings them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from csd.celery import app
from csd.errors import NotAllowed
from csd.models import (
    AccessRequest,
    Ask,
    AuthenticatorApp,
    Delegation,
    Employee,
    Invite,
    Matters,
    Passkey,
    RecoveryCode,
    SecurityEvent,
    Session,
    User,
)
from csd.signin.services import offboarding
from csd.signin.services.invites import invite
from csd.signin.services.offboarding import offboard, offboard_leavers, register_offboarding
from csd.signin.services.requests import ask
from csd.signin.services.second_step import new_recovery_codes
from tests.csd.signin.entering import entered, inside
from tests.signing_in import type_password

NOW = datetime(2026, 9, 15, 2, tzinfo=UTC)
Cast = dict[str, User]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The 15th of September, standing still."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What an app holds for people, ended with their access."""
    holds = ["D2"]
    monkeypatch.setattr(offboarding, "_endings", [])

    def end(employee: Employee) -> int:
        found = holds.count(employee.employee_no)
        holds[:] = [number for number in holds if number != employee.employee_no]
        return found

    register_offboarding(end)
    return holds


@pytest.fixture
def leaver(cast: Cast, held: list[str]) -> tuple[User, list[Client], str]:
    """D2 with everything one can hold: two browsers, half a sign-in, an open link, an app, a passkey, codes, a request."""
    user = cast["D2"]
    browsers = [entered(user), Client()]
    type_password(browsers[1], "D2")
    Passkey.objects.create(user=user, name="key", credential_id=b"1", credential=b"2")
    new_recovery_codes(user=user)
    ask(user=user, kind=Ask.RESET, reason="lost", by=person_of(cast, "H1"))
    return user, browsers, invite(employee=person_of(cast, "D2"), by=person_of(cast, "D1"))


def person_of(cast: Cast, number: str) -> Employee:
    found = cast[number].employee
    assert found
    return found


def nothing_left(user: User) -> bool:
    held = [
        Session.objects.filter(user=user),
        Invite.objects.filter(user=user, ended_at=None),
        AuthenticatorApp.objects.filter(user=user),
        Passkey.objects.filter(user=user),
        RecoveryCode.objects.filter(user=user),
        AccessRequest.objects.filter(user=user, decided_at=None),
        User.objects.filter(pk=user.pk, is_active=True),
    ]
    return not any(rows.exists() for rows in held)


WAYS: dict[str, Callable[[Cast], object]] = {
    "service": lambda cast: offboard(employee=person_of(cast, "D2"), by=person_of(cast, "H1")),
    "page": lambda cast: entered(cast["H1"]).post("/access/D2/end/"),
    "command": lambda cast: call_command("offboard", "D2", "--as", "H1"),
    "clock": lambda cast: (Employee.objects.filter(employee_no="D2").update(leave_date=date(2026, 9, 14)), offboard_leavers()),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_o3_everything_a_leaver_held_is_gone(
    cast: Cast, leaver: tuple[User, list[Client], str], held: list[str], way: Callable[[Cast], object]
) -> None:
    user, browsers, token = leaver
    assert not nothing_left(user)
    way(cast)
    assert nothing_left(user)
    assert held == []
    assert not any(inside(browser) for browser in browsers)
    assert browsers[1].get("/sign-in/second-step/").status_code == 302
    stranger = Client()
    stranger.get(f"/welcome/{token}/")
    assert stranger.get("/welcome/").status_code == 410
    type_password(stranger, "D2")
    assert "second-step" not in stranger.get("/", follow=True).redirect_chain[-1][0]


def test_o3_the_others_keep_theirs(cast: Cast, leaver: tuple[User, list[Client], str]) -> None:
    colleague = entered(cast["D1"])
    WAYS["service"](cast)
    assert inside(colleague)


def test_o3_it_is_all_or_nothing(cast: Cast, leaver: tuple[User, list[Client], str]) -> None:
    def broken(employee: Employee) -> int:
        raise RuntimeError

    register_offboarding(broken)
    with pytest.raises(RuntimeError):
        WAYS["service"](cast)
    assert inside(leaver[1][0])


def test_o3_a_second_time_ends_nothing_more_and_is_not_logged_again(cast: Cast) -> None:
    for _n in range(2):
        WAYS["service"](cast)
    assert SecurityEvent.objects.filter(kind="offboarded").count() == 1


def test_o3_the_clock_leaves_who_stays_and_who_leaves_today(cast: Cast) -> None:
    Employee.objects.filter(employee_no="S1").update(leave_date=date(2026, 9, 15))
    assert offboarding.offboard_leavers() == 0
    Employee.objects.filter(employee_no="S1").update(leave_date=date(2026, 9, 14))
    assert (offboarding.offboard_leavers(), offboarding.offboard_leavers()) == (1, 0)


def test_o3_one_leaver_who_cannot_be_ended_stops_nobody_after_them(cast: Cast) -> None:
    Employee.objects.filter(employee_no__in=["F1", "S1"]).update(leave_date=date(2026, 9, 14))
    first = Employee.objects.filter(employee_no__in=["F1", "S1"]).order_by("pk").first()

    def broken(employee: Employee) -> int:
        if employee == first:
            raise RuntimeError("broken")
        return 0

    register_offboarding(broken)
    with pytest.raises(RuntimeError):
        offboarding.offboard_leavers()
    active = User.objects.filter(employee__employee_no__in=["F1", "S1"], is_active=True)
    assert [user.employee for user in active] == [first]


def test_o3_after_the_last_day_the_session_is_over_before_the_clock_comes(cast: Cast, clock: time_machine.Traveller) -> None:
    Employee.objects.filter(employee_no="S1").update(leave_date=date(2026, 9, 15))
    client = entered(cast["S1"])
    clock.shift(timedelta(hours=13, minutes=59))
    client = entered(cast["S1"])
    clock.shift(timedelta(minutes=1))
    assert not inside(client)


@pytest.mark.parametrize(("number", "by"), [("S1", "S2"), ("S1", "F1"), ("H1", "H1")])
def test_o3_only_hr_and_administrators_end_the_access_of_others(cast: Cast, number: str, by: str) -> None:
    with pytest.raises(NotAllowed):
        offboard(employee=person_of(cast, number), by=person_of(cast, by))
    assert User.objects.get(login=number).is_active


def test_the_clock_asks_for_it() -> None:
    assert {"access.end", "access.forget"} <= set(app.conf.beat_schedule)


def test_what_was_handed_over_and_taken_on_ends_with_the_access(cast: Cast) -> None:
    today = NOW.date()
    for giver, deputy in (("D2", "H1"), ("H1", "D2")):
        Delegation.objects.create(
            giver=person_of(cast, giver), deputy=person_of(cast, deputy), matters=Matters.OFFICE, since=today, until=today, reason="away"
        )
    offboard(employee=person_of(cast, "D2"), by=None)
    assert not Delegation.objects.filter(ended_at=None).exists()
