"""First and lost passwords (attacks A50, A51, A52, A58): a link, good once, for three days, for the one it was made for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from csd.database.rows import rows_of
from csd.errors import NotAllowed, Refused
from csd.models import Ask, AuthenticatorApp, Employee, Invite, SecurityEvent, User
from csd.signin.passwords import SiteWordsValidator
from csd.signin.services.invites import invite, welcome
from csd.signin.services.offboarding import offboard
from csd.signin.services.requests import ask, refuse, reset_second_step
from tests.csd.signin.entering import entered, inside
from tests.people import person
from tests.signing_in import type_password

NOW = datetime(2026, 9, 15, 2, tzinfo=UTC)
GOOD = "seven quiet herons at dawn"
Cast = dict[str, User]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The 15th of September, standing still; refusals in English."""
    with time_machine.travel(NOW, tick=False) as clock, translation.override("en"):
        yield clock


def of(cast: Cast, number: str) -> Employee:
    found = cast[number].employee
    assert found
    return found


def choose(token: str, password: str = GOOD, **more: str) -> int:
    client = Client()
    client.get(f"/welcome/{token}/")
    return client.post("/welcome/", {"new": password, "again": password, **more}).status_code


def test_an_invited_person_chooses_a_password_and_signs_in_with_it(cast: Cast) -> None:
    new = person("N9")
    token = invite(employee=new, by=of(cast, "H1"))
    assert choose(token) == 302
    client = Client()
    assert type_password(client, "N9", GOOD) == 302
    assert inside(client)


def test_the_link_alone_signs_nobody_in(cast: Cast) -> None:
    client = Client()
    client.get(f"/welcome/{invite(employee=of(cast, 'S1'), by=of(cast, 'H1'))}/")
    client.post("/welcome/", {"new": GOOD, "again": GOOD})
    assert not inside(client)


def test_the_token_is_kept_as_a_hash_and_in_no_log(cast: Cast) -> None:
    token = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    assert len(token) >= 43
    assert token not in str(rows_of("SELECT t::text FROM csd_invite t UNION ALL SELECT e::text FROM csd_securityevent e"))


def test_looking_at_the_link_uses_nothing_up_and_the_next_address_has_no_token(cast: Cast) -> None:
    token = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    answer = Client().get(f"/welcome/{token}/")
    assert (answer["Location"], answer["Referrer-Policy"]) == ("/welcome/", "no-referrer")
    assert choose(token) == 302


def test_a_link_is_good_once(cast: Cast) -> None:
    token = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    assert (choose(token), choose(token, "another heron entirely")) == (302, 410)
    assert User.objects.get(login="S1").check_password(GOOD)


@pytest.mark.parametrize(("hours", "status"), [(71, 302), (72, 410), (100, 410)])
def test_a_link_is_good_for_72_hours(cast: Cast, clock: time_machine.Traveller, hours: int, status: int) -> None:
    token = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    clock.shift(timedelta(hours=hours))
    assert choose(token) == status


def test_a_newer_link_ends_the_older(cast: Cast) -> None:
    old = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    new = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    assert (choose(old), choose(new)) == (410, 302)


@pytest.mark.parametrize("end", ["leave", "offboard"])
def test_o3_who_left_chooses_no_password_and_stays_out(cast: Cast, end: str) -> None:
    token = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    if end == "leave":
        Employee.objects.filter(employee_no="S1").update(leave_date=date(2026, 9, 14))
    else:
        offboard(employee=of(cast, "S1"), by=of(cast, "H1"))
    assert choose(token) == 410
    assert not User.objects.get(login="S1").check_password(GOOD)
    assert User.objects.get(login="S1").is_active == (end == "leave")


@pytest.mark.parametrize("name", ["username", "login", "user", "employee", "number", "token_hash"])
def test_no_field_of_the_form_says_whose_password_it_is(cast: Cast, name: str) -> None:
    token = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    before = User.objects.get(login="D1").password
    assert choose(token, **{name: "D1"}) == 302
    assert User.objects.get(login="D1").password == before


@pytest.mark.parametrize("token", ["x", "0" * 43, "%00", "..", "a" * 3000])
def test_a_made_up_link_is_dead(cast: Cast, token: str) -> None:
    assert Client().get(f"/welcome/{token}/", follow=True).status_code in (404, 410)


def test_a_new_password_ends_the_sessions_of_before_and_leaves_the_second_step(cast: Cast) -> None:
    client = entered(cast["D2"])
    choose(invite(employee=of(cast, "D2"), by=of(cast, "D1")))
    assert not inside(client)
    assert AuthenticatorApp.objects.filter(user=cast["D2"]).exists()
    fresh = Client()
    assert type_password(fresh, "D2", GOOD) == 302
    assert not inside(fresh)


@pytest.mark.parametrize("by", ["S2", "F1", "U1"])
def test_o4_only_hr_and_administrators_invite(cast: Cast, by: str) -> None:
    with pytest.raises(NotAllowed, match="right to"):
        invite(employee=of(cast, "S1"), by=of(cast, by))


def test_o4_nobody_invites_themselves(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="themselves"):
        invite(employee=of(cast, "H1"), by=of(cast, "H1"))


@pytest.mark.parametrize("number", ["F1", "U1"])
@pytest.mark.parametrize("by", ["H1", "D1"])
def test_o4_nobody_alone_invites_somebody_with_more_rights(cast: Cast, number: str, by: str) -> None:
    with pytest.raises(Refused, match=r"may do more than you|的权限比您多"):
        invite(employee=of(cast, number), by=of(cast, by))
    assert not Invite.objects.exists()


def test_o4_for_somebody_with_more_rights_hr_and_an_administrator_agree(cast: Cast) -> None:
    ask(user=cast["F1"], kind=Ask.INVITE, reason="new", by=of(cast, "H1"))
    for who, refusal in (("H1", "asked for themselves"), ("H2", "one of HR and one administrator")):
        with pytest.raises(NotAllowed, match=refusal):
            invite(employee=of(cast, "F1"), by=of(cast, who))
    assert choose(invite(employee=of(cast, "F1"), by=of(cast, "D1"))) == 302
    with pytest.raises(Refused, match=r"may do more|的权限比您多"):
        invite(employee=of(cast, "F1"), by=of(cast, "D1"))


def test_the_operator_of_the_machine_invites_the_first_administrator(cast: Cast) -> None:
    assert choose(invite(employee=of(cast, "D1"), by=None)) == 302
    assert SecurityEvent.objects.filter(kind="invited").get().login == "console"


def test_who_left_is_not_invited(cast: Cast) -> None:
    with pytest.raises(Refused, match="has left"):
        invite(employee=person("L9", leave_date=date(2026, 9, 1)), by=of(cast, "H1"))


def test_the_page_shows_the_link_once(cast: Cast) -> None:
    client = entered(cast["H1"])
    page = client.post("/access/S1/").content.decode()
    found = re.search(r"http://testserver/welcome/([\w-]{43})/", page)
    assert found
    assert found[1] not in client.get("/access/S1/").content.decode()
    assert choose(found[1]) == 302


def test_a_foreign_host_name_makes_no_link(cast: Cast) -> None:
    assert entered(cast["H1"]).post("/access/S1/", headers={"host": "evil.example"}).status_code == 400
    assert not Invite.objects.exists()


def test_o4_a_lost_second_step_is_taken_away_by_hr_and_an_administrator_and_its_owner_is_told(cast: Cast) -> None:
    client = entered(cast["F1"])
    ask(user=cast["F1"], kind=Ask.RESET, reason="phone in the river", by=of(cast, "D1"))
    for who in ("D1", "D2"):
        with pytest.raises(NotAllowed):
            reset_second_step(user=cast["F1"], by=of(cast, who))
    assert inside(client)
    reset_second_step(user=cast["F1"], by=of(cast, "H1"))
    assert not inside(client)
    assert not AuthenticatorApp.objects.filter(user=cast["F1"]).exists()
    told = Client(headers={"accept-language": "en"})
    type_password(told, "F1")
    assert "taken away" in told.get("/sign-in/second-step/set-up/").content.decode()


def test_o4_a_lost_second_step_is_not_taken_away_without_being_asked_nor_after_a_no(cast: Cast) -> None:
    with pytest.raises(Refused, match="Nobody has asked"):
        reset_second_step(user=cast["F1"], by=of(cast, "H1"))
    ask(user=cast["F1"], kind=Ask.RESET, reason="lost", by=of(cast, "D1"))
    refuse(user=cast["F1"], kind=Ask.RESET, by=of(cast, "H1"))
    with pytest.raises(Refused, match="Nobody has asked"):
        reset_second_step(user=cast["F1"], by=of(cast, "H2"))
    assert AuthenticatorApp.objects.filter(user=cast["F1"]).exists()


def test_o4_nobody_decides_about_their_own_access(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="own access"):
        ask(user=cast["D1"], kind=Ask.RESET, reason="lost", by=of(cast, "D1"))


NAMED = {"employee_no": "E004711", "name": "王小明", "phone": "13800138000"}
WEAK = [
    "E004711E004711",
    "wangxiaoming1",
    "xiaomingwang99",
    "13800138000ab",
    "王小明王小明王小明王",
    "kefu-kefu-2026",
    "Customer-Service1",
    "WangXiaoMing!!",
    "w4ngxi4oming",
]


@pytest.fixture
def named(db: None) -> User:
    """王小明 with number and phone."""
    return User(login="E004711", employee=Employee(hire_date=date(2020, 1, 1), **NAMED))


@pytest.mark.parametrize("password", WEAK)
def test_a_password_of_ones_own_or_the_companys_words_is_refused(named: User, password: str) -> None:
    with pytest.raises(ValidationError, match="try them first"):
        SiteWordsValidator().validate(password, named)


@pytest.mark.parametrize("password", [GOOD, "wangxiaoming keeps nine bees", "清晨七只安静的苍鹭飞过", "Xk9#mPq2vL7w"])
def test_other_words_are_taken(named: User, password: str) -> None:
    SiteWordsValidator().validate(password, named)


@pytest.mark.parametrize("password", ["short", "password1234", "passwordpassword", "E000S1S1S1S1"])
def test_a_weak_password_uses_the_link_not_up(cast: Cast, password: str) -> None:
    token = invite(employee=of(cast, "S1"), by=of(cast, "H1"))
    if password == "E000S1S1S1S1":
        Employee.objects.filter(employee_no="S1").update(name="E000S1")
    assert choose(token, password) == 422
    assert choose(token) == 302


def test_welcome_is_refused_for_a_token_of_nobody(cast: Cast) -> None:
    with pytest.raises(Refused, match="cannot be used"):
        welcome(token_hash="0" * 64, password=GOOD)
