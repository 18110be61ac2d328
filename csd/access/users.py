"""Logins by number, by phone and by session (RULES.md O3)."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Q, Value
from django.utils import timezone

from csd.access.models import User
from csd.database.fields import PhoneDigits
from csd.keys import plain_capitals, spellings
from csd.organisation.models import Employee

PHONE_DIGITS_MIN = 7


_PHONE, _DIGITS = re.compile(r"[+0-9 ()-]{7,32}"), re.compile("[0-9]+")


def user_by_login(login: str) -> User | None:
    """The login with this employee number, whatever its case and spelling, or else with this phone number.

    None where two numbers differ only in case and neither is written so, and where a phone is that of two people who are employed.
    """
    numbers: dict[str, str] = {}
    for spelled in spellings(login):
        numbers.setdefault(spelled.upper(), spelled)
    for number in numbers.values():
        found = list(User.objects.filter(login__iexact=number).select_related("employee")[:2])
        exact = [user for user in found if user.login == number]
        if found:
            return exact[0] if exact else found[0] if len(found) == 1 else None
    return _user_by_phone(plain_capitals(login))


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
