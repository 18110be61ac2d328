"""Who somebody is on a day: employed or not, grade, department, roles (RULES.md O2-O4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, Value
from django.utils import timezone

from csd.fields import PhoneDigits
from csd.models import Employee, Role, RoleAssignment, Terms, User

PHONE_DIGITS_MIN = 7
_PHONE, _DIGITS = re.compile(r"[+0-9 ()-]{7,32}"), re.compile("[0-9]+")
# without any role entered, whoever is in these departments has the role (FORMATS)
DEPARTMENT_ROLES = {"FI": Role.FINANCE, "HR": Role.HR}


@dataclass(frozen=True)
class Standing:
    """A person's standing on a day. `roles` are csd.models.Role values; `grade` is None without terms or employment."""

    employee: Employee
    day: date
    employed: bool
    grade: str | None
    department_id: int | None
    kind: str | None
    roles: frozenset[str]

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of the roles."""
        return bool(self.roles.intersection(roles))


def standing_of(employee: Employee, day: date) -> Standing:
    """The standing of a person on a day; whoever is not employed then has no grade and no role."""
    employed = employee.hire_date <= day and (employee.leave_date is None or employee.leave_date >= day)
    terms = _terms_on(employee, day) if employed else None
    return Standing(
        employee=employee,
        day=day,
        employed=employed,
        grade=terms.grade if terms else None,
        department_id=terms.department_id if terms else None,
        kind=terms.department.kind if terms else None,
        roles=_roles_on(employee, day, terms) if employed else frozenset(),
    )


def _terms_on(employee: Employee, day: date) -> Terms | None:
    found = Terms.objects.filter(employee=employee, effective_from__lte=day).select_related("department")
    return found.order_by("-effective_from").first()


def _roles_on(employee: Employee, day: date, terms: Terms | None) -> frozenset[str]:
    if RoleAssignment.objects.exists():
        held = RoleAssignment.objects.filter(employee=employee, since__lte=day).filter(Q(until=None) | Q(until__gte=day))
        return frozenset(held.values_list("role", flat=True))
    role = DEPARTMENT_ROLES.get(terms.department.code) if terms else None
    return frozenset([role]) if role else frozenset()


def employee_by_number(employee_no: str) -> Employee | None:
    """The employee with a number, or None."""
    if "\0" in employee_no:  # in an address; PostgreSQL's text cannot hold it
        return None
    return Employee.objects.filter(employee_no=employee_no).first()


def anybody() -> bool:
    """Whether there is any employee at all."""
    return Employee.objects.exists()


def user_by_login(login: str) -> User | None:
    """The login with this employee number, whatever its case, or else with this phone number.

    None where two numbers differ only in case and neither is written so, and where a phone is that of two people who are employed.
    """
    found = list(User.objects.filter(login__iexact=login).select_related("employee")[:2])
    exact = [user for user in found if user.login == login]
    if found:
        return exact[0] if exact else found[0] if len(found) == 1 else None
    return _user_by_phone(login)


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
