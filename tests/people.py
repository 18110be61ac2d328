"""People for tests that need somebody: one row of department, employee and terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from csd.models import Department, Employee, Role, RoleAssignment, Terms

LONG_AGO = date(2020, 1, 1)


def person(number: str, kind: str = "customer_service", *, department: str = "", leave_date: date | None = None, **terms: Any) -> Employee:
    """An employee with terms from 2020 on, in a department called like its kind or as given."""
    employee = Employee.objects.create(employee_no=number, name=number, hire_date=LONG_AGO, leave_date=leave_date)
    code = department or kind
    room, _created = Department.objects.get_or_create(code=code, defaults={"name": code, "kind": kind})
    given = {"grade": "staff", "seniority": "senior", "base_salary": 0, "plan": "none", **terms}
    Terms.objects.create(employee=employee, effective_from=LONG_AGO, department=room, **given)
    return employee


def with_role(number: str, role: Role, **terms: Any) -> Employee:
    """An employee who holds a role for good."""
    employee = person(number, **terms)
    RoleAssignment.objects.create(employee=employee, role=role, since=LONG_AGO)
    return employee
