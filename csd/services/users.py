"""Logins (RULES.md O3: one person, one login)."""

from __future__ import annotations

from django.db import transaction

from csd.models import Employee, User


@transaction.atomic
def create_login(*, employee: Employee, password: str) -> User:
    """A login by employee number, or the one the person has with a new password."""
    user, _created = User.objects.get_or_create(employee=employee, defaults={"login": employee.employee_no})
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def choose_language(*, user: User, language: str) -> None:
    """Keep the language somebody chose for the next browser they sign in with."""
    User.objects.filter(pk=user.pk).update(language=language)
