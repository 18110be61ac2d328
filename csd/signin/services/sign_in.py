"""Signing in, with guessing made slow and nobody locked out.

Wrong tries are rows of their own, so they survive a restart, a lost Redis and (views that ask are `non_atomic_requests`) a rolled-back
request. They are counted by number and address together, by number, and by address; each count only makes the next try wait, never
longer than its limit says. A browser that signed in with the number before is counted by itself: a colleague who guesses next to it
does not slow it down. Employee number and phone of one person are one number here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from csd.access.log import Origin, note
from csd.access.models import Happened, User
from csd.access.sessions import browser_of
from csd.access.users import user_by_login
from csd.database.rows import execute, rows_of
from csd.keys import plain_capitals
from csd.organisation.models import LONGEST_NUMBER
from csd.signin.models import SignInAttempt, SignInOutcome

KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Limit:
    """How many wrong tries within a span are free; each further one doubles the wait, up to `longest` seconds."""

    free: int
    within: timedelta
    longest: int

    def wait(self, failures: int, last: datetime | None, now: datetime) -> int:
        """Whole seconds until the next try is taken."""
        if failures < self.free or last is None:
            return 0
        pause = self.longest if failures - self.free > 20 else min(2 ** (failures - self.free), self.longest)
        return max(0, math.ceil(pause - (now - last).total_seconds()))


HOUR = timedelta(hours=1)
KNOWN_BROWSER = Limit(free=10, within=HOUR, longest=300)
NUMBER_AT_ADDRESS = Limit(free=5, within=HOUR, longest=60)
NUMBER = Limit(free=50, within=HOUR, longest=10)
ADDRESS = Limit(free=100, within=timedelta(minutes=15), longest=20)


@dataclass(frozen=True)
class Try:
    """Who asks, from where; `device` names the browser where it signed in with this number before, else empty."""

    login: str
    address: str | None
    device: str


@dataclass(frozen=True)
class Answer:
    """The user, or nobody; `wait` is how many seconds to wait before the next try is taken."""

    user: User | None
    wait: int = 0


def number_of(typed: str) -> str:
    """The number that tries count for: the employee number, also where a phone number was typed or a number in another spelling."""
    user = user_by_login(typed)
    return user.login if user else plain_capitals(typed)[:LONGEST_NUMBER]


def sign_in(request: HttpRequest, *, who: Try, password: str) -> Answer:
    """Check a number and a password. The try is counted before the password is looked at, so that parallel ones do not slip by."""
    return attempt(who, lambda: _authenticated(request, who.login, password), Origin(who.address, browser_of(request)), Happened.FAILED)


def attempt(who: Try, check: Callable[[], User | None], place: Origin, failure: Happened) -> Answer:
    """Let `check` look at what was typed, unless it is too early for another try; what came of it is counted and logged."""
    tried, wait = _register(who)
    user = None if wait else check()
    if user is not None:
        SignInAttempt.objects.filter(pk=tried.pk).update(outcome=SignInOutcome.SUCCEEDED)
        return Answer(user)
    note(Happened.SLOWED if wait else failure, login=who.login, place=place)
    return Answer(None, wait)


def _authenticated(request: HttpRequest, login: str, password: str) -> User | None:
    user = authenticate(request, username=login, password=password)
    return user if isinstance(user, User) else None


def forget_old_tries() -> int:
    """Delete tries older than KEPT; says how many."""
    return SignInAttempt.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


@transaction.atomic
def _register(who: Try) -> tuple[SignInAttempt, int]:
    # one at a time per number: of many tries at the same moment only the free ones are looked at
    execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign in {who.login}"])
    wait = _wait(who, timezone.now())
    outcome = SignInOutcome.SLOWED if wait else SignInOutcome.FAILED
    return SignInAttempt.objects.create(login=who.login, address=who.address, device=who.device, outcome=outcome), wait


_OF_NUMBER = """
    SELECT count(*) FILTER (WHERE device = %(device)s), max(at) FILTER (WHERE device = %(device)s),
           count(*) FILTER (WHERE device = '' AND address IS NOT DISTINCT FROM %(address)s::inet),
           max(at) FILTER (WHERE device = '' AND address IS NOT DISTINCT FROM %(address)s::inet),
           count(*) FILTER (WHERE device = ''), max(at) FILTER (WHERE device = '')
    FROM csd_signinattempt WHERE login = %(login)s AND outcome = 'failed' AND at > %(since)s
"""
_OF_ADDRESS = "SELECT count(*), max(at) FROM csd_signinattempt WHERE address = %(address)s::inet AND outcome = 'failed' AND at > %(since)s"


def _wait(who: Try, now: datetime) -> int:
    values = {"login": who.login, "address": who.address, "device": who.device}
    counted = rows_of(_OF_NUMBER, {**values, "since": now - HOUR})[0]
    if who.device:
        return KNOWN_BROWSER.wait(counted[0], counted[1], now)
    of_address = rows_of(_OF_ADDRESS, {**values, "since": now - ADDRESS.within})[0]
    there, anywhere = (counted[2], counted[3]), (counted[4], counted[5])
    tries, last = of_address
    return max(NUMBER_AT_ADDRESS.wait(*there, now), NUMBER.wait(*anywhere, now), ADDRESS.wait(tries, last, now))
