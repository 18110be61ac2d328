"""The second step (attacks A43, A44, A49): who must take it, what it is taken with, and that half a sign-in is no sign-in."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from csd.access.log import NOWHERE
from csd.database.rows import rows_of
from csd.models import AuthenticatorApp, Passkey, RecoveryCode, Role, RoleAssignment, SecurityEvent, Session, User
from csd.signin.services import second_step
from csd.signin.services.second_step import check_code, new_recovery_codes, use_step
from csd.signin.services.sign_in import Try
from csd.signin.totp import code_of, step_at
from tests.csd.signin.entering import entered, inside
from tests.people import LONG_AGO
from tests.signing_in import PASSWORD, SEED, code_now, type_code, type_password

NOW = datetime(2026, 9, 15, 2, tzinfo=UTC)
Cast = dict[str, User]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The 15th of September, standing still."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def half(user: User) -> Client:
    client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    type_password(client, user.login)
    return client


@pytest.mark.parametrize(("number", "goes_to"), [("S1", "/"), ("H1", "/"), ("F1", "step"), ("U1", "step"), ("D1", "step")])
def test_a_second_step_is_asked_of_who_sees_pay_or_administers(cast: Cast, number: str, goes_to: str) -> None:
    answer = Client().post("/sign-in/", {"login": number, "password": PASSWORD})
    assert answer["Location"] == {"/": "/", "step": "/sign-in/second-step/"}[goes_to]


def test_after_the_right_code_one_is_in(cast: Cast) -> None:
    client = half(cast["F1"])
    assert not inside(client)
    assert type_code(client, cast["F1"]) == 302
    assert inside(client)


def test_between_the_steps_one_is_nobody_for_the_program_too(cast: Cast) -> None:
    client = half(cast["F1"])
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    assert client.post("/my-security/sessions/end-others/")["Location"].startswith("/sign-in/")
    assert client.get("/my-security/", headers={"hx-request": "true"}).status_code == 401


def test_half_a_sign_in_lasts_ten_minutes(cast: Cast, clock: time_machine.Traveller) -> None:
    client = half(cast["F1"])
    clock.shift(timedelta(minutes=10, seconds=1))
    assert client.post("/sign-in/second-step/", {"code": code_now(cast["F1"])})["Location"] == "/sign-in/"


def test_half_a_sign_in_ends_when_the_password_changes(cast: Cast) -> None:
    client = half(cast["F1"])
    cast["F1"].set_password("another word entirely")
    cast["F1"].save()
    assert client.get("/sign-in/second-step/")["Location"] == "/sign-in/"


def test_each_step_has_a_session_of_its_own(cast: Cast) -> None:
    client = Client()
    client.get("/sign-in/")
    keys = [client.cookies.get("sessionid")]
    for step in (lambda: type_password(client, "F1"), lambda: type_code(client, cast["F1"])):
        step()
        keys.append(client.cookies["sessionid"].value)
    assert len(set(map(str, keys))) == 3
    assert Session.objects.count() == 1


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "abcdef", "AAAAA-AAAAA", "\0", "１２３４５６"])
def test_a_wrong_code_lets_nobody_in(cast: Cast, code: str) -> None:
    client = half(cast["F1"])
    assert client.post("/sign-in/second-step/", {"code": code}).status_code in (200, 422)
    assert not inside(client)


def test_codes_are_guessed_slowly(cast: Cast) -> None:
    client = half(cast["F1"])
    answers = [client.post("/sign-in/second-step/", {"code": "000000"}).status_code for _n in range(6)]
    assert answers == [200] * 5 + [429]
    assert client.post("/sign-in/second-step/", {"code": code_now(cast["F1"])}).status_code == 429
    assert SecurityEvent.objects.filter(kind="code_failed").count() == 5


def test_a_code_is_good_once(cast: Cast) -> None:
    code = code_now(cast["F1"])
    first, second = half(cast["F1"]), half(cast["F1"])
    first.post("/sign-in/second-step/", {"code": code})
    second.post("/sign-in/second-step/", {"code": code})
    assert (inside(first), inside(second)) == (True, False)


def test_the_code_of_the_next_step_is_good_again(cast: Cast, clock: time_machine.Traveller) -> None:
    assert entered(cast["F1"])
    clock.shift(timedelta(seconds=30))
    assert entered(cast["F1"])


@pytest.mark.parametrize("guarded", [True, False])
@pytest.mark.django_db(transaction=True)
def test_a_code_used_twice_at_the_same_moment_lets_one_in(
    transactional_db: None, cast: Cast, monkeypatch: pytest.MonkeyPatch, guarded: bool
) -> None:
    """The control: by looking first and writing then, several come in."""
    if not guarded:
        monkeypatch.setattr(second_step, "use_step", look_then_write)
    code, let_in, start = code_now(), [], threading.Barrier(4)

    def come(n: int) -> None:
        start.wait()
        who = Try(f"F1{n}", None, "")
        if check_code(user=cast["F1"], code=code, who=who, place=NOWHERE).user:
            let_in.append(n)
        connection.close()

    crowd = [threading.Thread(target=come, args=(n,)) for n in range(4)]
    [thread.start() for thread in crowd]
    [thread.join() for thread in crowd]
    assert (len(let_in) == 1) == guarded


_looked = threading.Barrier(4)


def look_then_write(user: User, step: int) -> bool:
    used = bool(rows_of("SELECT 1 FROM csd_usedcode WHERE user_id = %s AND step = %s", [user.pk, step]))
    _looked.wait(timeout=10)
    use_step(user, step)
    return not used


def test_a_recovery_code_is_good_once_and_kept_unreadably(cast: Cast) -> None:
    codes = new_recovery_codes(user=cast["F1"])
    kept = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert len(codes) == 10
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    for code, expected in ((codes[3].lower(), True), (codes[3], False), (codes[4], True)):
        client = half(cast["F1"])
        client.post("/sign-in/second-step/", {"code": code})
        assert inside(client) == expected


def test_new_recovery_codes_end_the_old_ones(cast: Cast) -> None:
    old = new_recovery_codes(user=cast["F1"])
    new_recovery_codes(user=cast["F1"])
    client = half(cast["F1"])
    client.post("/sign-in/second-step/", {"code": old[0]})
    assert not inside(client)


def set_up(client: Client) -> str:
    page = client.get("/sign-in/second-step/set-up/").content.decode()
    found = re.search(r"<code class=\"key\"[^>]*>([A-Z2-7]+)</code>", page)
    assert found
    return found[1]


def test_who_needs_a_second_step_sets_it_up_at_the_first_sign_in(cast: Cast) -> None:
    AuthenticatorApp.objects.all().delete()
    client = half(cast["F1"])
    assert client.get("/sign-in/second-step/")["Location"] == "/sign-in/second-step/set-up/"
    seed = set_up(client)
    assert client.post("/sign-in/second-step/set-up/", {"code": "000000"}).status_code == 422
    page = client.post("/sign-in/second-step/set-up/", {"code": code_of(seed, step_at(NOW.timestamp()))})
    assert len(re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.content.decode())) == 10
    assert inside(client)


def test_the_seed_is_nowhere_in_the_database_as_it_is(cast: Cast) -> None:
    AuthenticatorApp.objects.all().delete()
    client = half(cast["F1"])
    seed = set_up(client)
    client.post("/sign-in/second-step/set-up/", {"code": code_of(seed, step_at(NOW.timestamp()))})
    assert AuthenticatorApp.objects.get().seed == seed
    assert seed not in str(rows_of("SELECT t::text FROM csd_authenticatorapp t UNION ALL SELECT s::text FROM csd_session s"))


def test_with_a_password_alone_nobody_adds_a_second_step_beside_the_one_that_is_there(cast: Cast) -> None:
    client = half(cast["F1"])
    assert client.get("/sign-in/second-step/set-up/").status_code == 403
    assert client.post("/sign-in/second-step/set-up/", {"code": "000000"}).status_code == 403


def test_a_session_without_a_second_step_ends_when_its_owner_gets_rights_that_need_one(cast: Cast) -> None:
    client = entered(cast["S1"])
    RoleAssignment.objects.create(employee=cast["S1"].employee, role=Role.FINANCE, since=LONG_AGO)
    assert not inside(client)
    assert "_auth_user_id" not in client.session


def test_who_needs_none_may_have_one_and_is_asked_for_it_then(cast: Cast) -> None:
    client = entered(cast["S1"])
    seed = set_up(client)
    client.post("/sign-in/second-step/set-up/", {"code": code_of(seed, step_at(NOW.timestamp()))})
    assert Client().post("/sign-in/", {"login": "S1", "password": PASSWORD})["Location"] == "/sign-in/second-step/"


def test_the_last_second_step_of_who_needs_one_stays(cast: Cast) -> None:
    client = entered(cast["F1"])
    client.post("/my-security/remove/")
    assert AuthenticatorApp.objects.filter(user=cast["F1"]).exists()
    Passkey.objects.create(user=cast["F1"], name="key", credential_id=b"1", credential=b"2")
    client.post("/my-security/remove/")
    assert not AuthenticatorApp.objects.filter(user=cast["F1"]).exists()


def test_a_changed_second_step_ends_the_other_sessions(cast: Cast, clock: time_machine.Traveller) -> None:
    other = entered(cast["F1"])
    clock.shift(timedelta(seconds=60))
    own = entered(cast["F1"])
    own.post("/my-security/recovery-codes/")
    assert (inside(own), inside(other)) == (True, False)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "not json", '{"id": "x"}', "x" * 30_000])
def test_an_answer_that_is_no_passkey_lets_nobody_in(cast: Cast, answer: str) -> None:
    client = half(cast["F1"])
    client.get("/sign-in/second-step/")
    client.post("/sign-in/second-step/", {"passkey": answer})
    assert not inside(client)


def test_the_app_shows_the_codes_of_its_seed() -> None:
    assert code_now() == code_of(SEED, step_at(NOW.timestamp()))
