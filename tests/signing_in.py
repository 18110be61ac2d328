"""Signing in for tests: truly, in two steps where there must be two; or just with a session that counts, where signing in is not tested."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from csd.access.sessions import FACTS
from csd.models import AuthenticatorApp, UsedCode, User
from csd.signin.totp import code_of, step_at

PASSWORD = "secret-of-tests"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(user: User) -> None:
    """An app that makes codes of SEED."""
    AuthenticatorApp.objects.update_or_create(user=user, defaults={"seed": SEED})


def code_now(user: User | None = None) -> str:
    """The code that the app shows now; that this person has used it before is forgotten."""
    if user is not None:
        UsedCode.objects.filter(user=user).delete()
    return code_of(SEED, step_at(timezone.now().timestamp()))


def full_session(client: Client, user: User, *, second: bool = True) -> Client:
    """A session as after both steps, without going through the pages."""
    client.force_login(user)
    session = client.session
    session[FACTS] = {"second": second, "proved": timezone.now().timestamp()}
    session.save()
    return client


def type_password(client: Client, login: str, password: str = PASSWORD) -> int:
    """The first step through its page; says with which status it was answered."""
    return client.post("/sign-in/", {"login": login, "password": password}).status_code


def type_code(client: Client, user: User) -> int:
    """The second step through its page."""
    return client.post("/sign-in/second-step/", {"code": code_now(user)}).status_code
