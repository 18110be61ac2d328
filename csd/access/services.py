"""Logins (docs/rulebook.md O3: one person, one login)."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from csd.access.log import NOWHERE, Origin, note
from csd.access.models import Happened, Session, User
from csd.organisation.models import Employee


@transaction.atomic
def create_login(*, employee: Employee, password: str) -> User:
    """A login by employee number, or the person's existing one with a new password."""
    user, _created = User.objects.get_or_create(employee=employee, defaults={"login": employee.employee_no})
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def change_password(*, user: User, password: str, session: str, place: Origin = NOWHERE) -> None:
    """A new password of one's own; every other session ends. ValidationError for a weak one."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user, but=session)
    note(Happened.PASSWORD, user=user, whom=user.employee, place=place)


def choose_language(*, user: User, language: str) -> None:
    """Keep the language somebody chose, for the next browser they sign in with."""
    User.objects.filter(pk=user.pk).update(language=language)


def end_sessions(*, user: User, but: str = "") -> int:
    """End all sessions of a login but one (by its stored key); says how many."""
    found = Session.objects.filter(user=user).exclude(pk=but)
    return found.delete()[0]


def end_session(*, user: User, pk: str) -> bool:
    """End one of one's own sessions; False where it is over or somebody else's."""
    return bool(Session.objects.filter(user=user, pk=pk).delete()[0])


def forget_expired() -> int:
    """Delete the rows of sessions that are over."""
    return Session.objects.filter(expire_date__lte=timezone.now()).delete()[0]
