"""Who somebody is on a day: employed or not, grade, department, roles (docs/rulebook.md O2-O4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Value
from django.db.models.lookups import Exact

from csd.database.fields import Plain
from csd.keys import meant, plain_capitals
from csd.organisation.models import Employee, Role, RoleAssignment, Terms

# no more are looked at of numbers that differ in dots, blanks, case and the like alone
ALIKE_MAX = 100
# without any role entered, whoever is in these departments has the role (docs/formats.md)
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


def employee_typed(text: str) -> Employee | None:
    """The employee whose number somebody typed, or None: full-width or small letters, invisible signs and wrappers do not matter."""
    plain = plain_capitals(text)
    if not plain:
        return None
    alike = Employee.objects.filter(Exact(Plain("employee_no"), Plain(Value(plain))))
    found = {employee.employee_no: employee for employee in alike[:ALIKE_MAX]}
    number = meant(text, list(found))
    return found[number] if number is not None else None


def anybody() -> bool:
    """Whether there is any employee at all."""
    return Employee.objects.exists()
