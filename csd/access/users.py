"""Logins by number, by phone and by session (docs/rulebook.md O3)."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.lookups import Exact
from django.utils import timezone

from csd.access.models import User
from csd.database.fields import PhoneDigits, Plain
from csd.keys import meant, plain_capitals
from csd.organisation.models import Employee
from csd.organisation.standing import ALIKE_MAX

PHONE_DIGITS_MIN = 7


_PHONE, _DIGITS = re.compile(r"[+0-9 ()-]{7,32}"), re.compile("[0-9]+")


def user_by_login(login: str) -> User | None:
    """The login with this employee number, whatever its case and spelling, or else with this phone number.

    None where two numbers differ only in case and neither is written so, and where a phone is that of two people who are employed.
    """
    plain = plain_capitals(login)
    if not plain:
        return None
    alike = User.objects.filter(Exact(Plain("login"), Plain(Value(plain)))).select_related("employee")
    found = {user.login: user for user in alike[:ALIKE_MAX]}
    if any(plain_capitals(number) == plain for number in found):
        number = meant(login, list(found))
        return found[number] if number is not None else None
    return _user_by_phone(plain)


def _user_by_phone(text: str) -> User | None:
    digits = "".join(_DIGITS.findall(text))
    if not _PHONE.fullmatch(text) or len(digits) < PHONE_DIGITS_MIN:
        return None
    today = timezone.localdate()
    people = Employee.objects.alias(digits=PhoneDigits("phone"), wanted=PhoneDigits(Value(digits))).filter(digits=F("wanted"))
    there = list(people.filter(hire_date__lte=today).filter(Q(leave_date=None) | Q(leave_date__gte=today)).values_list("pk", flat=True)[:2])
    return User.objects.filter(employee=there[0]).select_related("employee").first() if len(there) == 1 else None


def user_by_id(user_id: Any) -> User | None:
    """The login of a session, with its person."""
    return User.objects.select_related("employee").filter(pk=user_id).first()
