"""Logins (RULES.md O3: one person, one login)."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from csd.models import Employee, Happened, User
from csd.services.security_log import NOWHERE, Place, note
from csd.services.sessions import end_sessions


@transaction.atomic
def create_login(*, employee: Employee, password: str) -> User:
    """A login by employee number, or the one the person has with a new password."""
    user, _created = User.objects.get_or_create(employee=employee, defaults={"login": employee.employee_no})
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def change_password(*, user: User, password: str, session: str, place: Place = NOWHERE) -> None:
    """A new password of one's own; every other session ends. ValidationError for a weak one."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user, but=session)
    note(Happened.PASSWORD, user=user, whom=user.employee, place=place)


def choose_language(*, user: User, language: str) -> None:
    """Keep the language somebody chose for the next browser they sign in with."""
    User.objects.filter(pk=user.pk).update(language=language)
