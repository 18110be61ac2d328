"""docs/rulebook.md O4: whom somebody sees, role by role, and a chain of line managers that ends (attacks A08, A98)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from csd.access import scope
from csd.access.scope import POINTS, may_see, only_seen, seen_people
from csd.database.rows import rows_of
from csd.models import Department, Employee, Role, RoleAssignment, Terms
from csd.organisation.standing import Standing, standing_of
from tests.people import LONG_AGO, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 15)
CHAIN = {"A2": "A1", "A3": "A2", "B1": "A3"}
Standings = Callable[[str], Standing]


@pytest.fixture
def who() -> Standings:
    """Departments A, below it AA, and B; A1 leads A2, who leads A3, who leads B1 of another department."""
    for number, department in {"A1": "A", "A2": "A", "A3": "AA", "B1": "B", "MA": "A", "MB": "B", "G1": "B", "HR1": "B"}.items():
        grade = {"A1": "supervisor", "A2": "foreman", "MA": "manager", "MB": "manager", "G1": "general_manager"}.get(number, "staff")
        person(number, department=department, grade=grade)
    Department.objects.filter(code="AA").update(parent=Department.objects.get(code="A"))
    for number, manager in CHAIN.items():
        Employee.objects.filter(employee_no=number).update(manager=Employee.objects.get(employee_no=manager))
    RoleAssignment.objects.create(employee=Employee.objects.get(employee_no="HR1"), role="hr", since=LONG_AGO)
    return lambda number: standing_of(Employee.objects.get(employee_no=number), TODAY)


def seen(standing: Standing) -> set[str]:
    """The numbers of everybody in the scope."""
    query = seen_people(standing)
    return {number for (number,) in rows_of(f"SELECT employee_no FROM csd_employee WHERE id IN ({query.sql})", query.values)}


EVERYBODY = {"A1", "A2", "A3", "B1", "MA", "MB", "G1", "HR1"}
SCOPES = {
    "A3": {"A3"},
    "A2": {"A2", "A3", "B1"},
    "A1": {"A1", "A2", "A3", "B1"},
    "MA": {"MA", "A1", "A2", "A3"},
    "MB": {"MB", "B1", "G1", "HR1"},
    "G1": EVERYBODY,
    "HR1": EVERYBODY,
}


@pytest.mark.parametrize("listed", [scope.LISTED_MAX, 2, 0], ids=["as ids", "few as ids", "row by row"])
@pytest.mark.parametrize(("number", "expected"), SCOPES.items())
def test_o4_everybody_sees_whom_the_rule_names(
    who: Standings, number: str, expected: set[str], listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "LISTED_MAX", listed)
    standing = who(number)
    assert seen(standing) == expected
    assert {e.employee_no for e in Employee.objects.all() if may_see(standing, e)} == expected
    condition = only_seen(standing, "e.id")
    found = rows_of(f"SELECT employee_no FROM csd_employee e WHERE {condition.sql}", condition.values)
    assert {number for (number,) in found} == expected


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_o4_these_roles_see_everybody(who: Standings, role: Role) -> None:
    RoleAssignment.objects.create(employee=Employee.objects.get(employee_no="A3"), role=role, since=LONG_AGO)
    assert seen(who("A3")) == EVERYBODY


@pytest.mark.parametrize(("since", "sees"), [("2026-09-15", False), ("2026-09-16", True)])
def test_attack_a08_who_moved_to_another_department_is_seen_there_from_that_day_on(who: Standings, since: str, sees: bool) -> None:
    moved = Employee.objects.get(employee_no="A3")
    terms = {"position": "", "grade": "staff", "seniority": "new", "base_salary": 0, "plan": "none"}
    Terms.objects.create(employee=moved, effective_from=since, department=Department.objects.get(code="B"), **terms)
    assert ("A3" in seen(who("MA"))) is sees
    assert ("A3" in seen(who("MB"))) is not sees


def test_attack_a98_line_managers_in_a_circle_are_walked_once(who: Standings) -> None:
    Employee.objects.filter(employee_no="A1").update(manager=Employee.objects.get(employee_no="A3"))
    assert seen(who("A2")) == {"A1", "A2", "A3", "B1"}


def test_o3_whoever_left_sees_only_themselves_in_any_case(who: Standings) -> None:
    Employee.objects.filter(employee_no="G1").update(leave_date=date(2026, 9, 14))
    assert seen(who("G1")) == {"G1"}


@pytest.mark.parametrize(("role", "sees"), [(Role.ADMINISTRATOR, {"A2", "A3", "B1"}), (Role.AUDITOR, EVERYBODY), (Role.HR, EVERYBODY)])
def test_o4_an_administrator_who_leads_a_team_sees_the_points_of_that_team_alone(who: Standings, role: Role, sees: set[str]) -> None:
    RoleAssignment.objects.create(employee=Employee.objects.get(employee_no="A2"), role=role, since=LONG_AGO)
    query = seen_people(who("A2"), POINTS)
    found = rows_of(f"SELECT employee_no FROM csd_employee WHERE id IN ({query.sql})", query.values)
    assert {number for (number,) in found} == sees
    assert may_see(who("A2"), Employee.objects.get(employee_no="MB"), POINTS) == ("MB" in sees)
