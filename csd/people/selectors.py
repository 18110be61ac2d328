"""Reads for the pages of people and departments, each scoped to whoever asks (docs/rulebook.md O4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from csd.access.permissions import may
from csd.access.scope import may_see, only_seen
from csd.database.rows import Query, rows_of
from csd.history.changes import Change, changes_of
from csd.lists.declared import Arguments
from csd.organisation.headcounts import headcounts, while_nobody_moves
from csd.organisation.models import Department, Employee, RoleAssignment, Terms
from csd.organisation.standing import Standing, employee_by_number

# Whoever left stands where their last terms put them, whoever has not come yet where their first will. Looked up as columns and
# not as a join: of 100,000 people only those of the page are looked up, and none to count them.
_NOW = """
    (SELECT {column} FROM csd_terms t JOIN csd_department d ON d.id = t.department_id WHERE t.employee_id = e.id
    ORDER BY (t.effective_from <= %(people_day)s) DESC,
        CASE WHEN t.effective_from <= %(people_day)s THEN t.effective_from END DESC, t.effective_from LIMIT 1)
"""
_PEOPLE = f"""
    SELECT e.id, e.employee_no, e.name, {_NOW.format(column="d.name")} AS department, {_NOW.format(column="t.position")} AS position,
        {_NOW.format(column="t.grade")} AS grade,
        (SELECT m.name FROM csd_employee m WHERE m.id = e.manager_id) AS manager, e.phone, e.hire_date, e.leave_date, coalesce(e.leave_date, '9999-12-31') AS leaves
    FROM csd_employee e WHERE {{seen}}
"""  # noqa: E501
# in the department or below it, by the last terms until the day: few are named, of many each is asked until there are enough for a page
IN_DEPARTMENT = """
    id = ANY(%(in_department)s::bigint[]) OR (%(department_is_large)s AND (
        SELECT t.department_id FROM csd_terms t WHERE t.employee_id = picked.id AND t.effective_from <= %(people_day)s
        ORDER BY t.effective_from DESC LIMIT 1
    ) = ANY(%(departments)s::bigint[]))
"""
# terms of this many are looked at to name who is meant; as one text, which is kept and handed back as it is
NAMED_MAX = 25_000
_BELOW = """
    WITH RECURSIVE below AS (
        SELECT id FROM csd_department WHERE code = %s UNION SELECT d.id FROM csd_department d JOIN below b ON d.parent_id = b.id
    ) SELECT id FROM below
"""
_IN_ONE = """
    SELECT NOT small, CASE WHEN small THEN ARRAY(
        SELECT t.employee_id FROM csd_terms t
        WHERE t.department_id = ANY(%(departments)s::bigint[]) AND t.effective_from = (
            SELECT max(last.effective_from) FROM csd_terms last
            WHERE last.employee_id = t.employee_id AND last.effective_from <= %(people_day)s
        )
    )::text ELSE '{}' END FROM (
        SELECT count(*) <= %(named)s AS small FROM (
            SELECT FROM csd_terms WHERE department_id = ANY(%(departments)s::bigint[]) LIMIT %(named)s + 1
        ) there
    ) size
"""
HERE = "hire_date <= %(people_day)s AND leaves >= %(people_day)s"
LEFT = "leaves < %(people_day)s"
COMING = "hire_date > %(people_day)s"


def people_query(who: Standing, arguments: Arguments) -> Query:
    """Everybody whom a person may see, with department and grade as they are today; no amounts."""
    seen = only_seen(who, "e.id")
    return Query(_PEOPLE.format(seen=seen.sql), {**seen.values, "people_day": who.day})


def department_choices(who: Standing) -> Mapping[str, str]:
    """Code → name of the departments one can filter by."""
    return dict(Department.objects.order_by("code").values_list("code", "name"))


def values_of_department(code: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What IN_DEPARTMENT asks for: the department and those below it, and who is in them where that is looked up quickly."""
    departments, day = sorted(row[0] for row in rows_of(_BELOW, [code])), values["people_day"]
    asked = {"departments": departments, "people_day": day, "named": NAMED_MAX}
    which = hashlib.sha256(f"{departments} {day}".encode()).hexdigest()
    large, people = while_nobody_moves(f"department-{which}", lambda: rows_of(_IN_ONE, asked)[0])
    return asked | {"in_department": people, "department_is_large": large}


def seen_person(who: Standing, number: str) -> Employee | None:
    """The person of a number whom somebody may see; None for everybody else, there or not."""
    found = employee_by_number(number)
    return found if found and may_see(who, found) else None


@dataclass(frozen=True)
class PersonPage:
    """What a person's page shows to whoever asks. `amounts` says whether they see pay."""

    employee: Employee
    terms: list[tuple[Terms, str]]
    roles: list[RoleAssignment]
    changes: list[Change]
    amounts: bool
    today: date

    @property
    def now(self) -> Terms | None:
        """The terms in force."""
        return next((terms for terms, place in self.terms if place == "now"), None)

    @property
    def state(self) -> str:
        """here, left, leaving or coming."""
        if self.employee.hire_date > self.today:
            return "coming"
        if self.employee.leave_date is None:
            return "here"
        return "left" if self.employee.leave_date < self.today else "leaving"


_PLAIN_TERMS = ("effective_from", "department", "position", "grade", "seniority")
_PAY_TERMS = (
    "base_salary", "plan", "guarantee", "weight", "social_base", "housing_base", "housing_rate", "special_deduction",
)  # fmt: skip
_PERSON = ("employee_no", "name", "hire_date", "leave_date", "manager", "phone")
_ROLE = ("role", "since", "until")


def person_page(who: Standing, employee: Employee) -> PersonPage:
    """A person whom somebody may see: terms and their changes with amounts only for the right to them, or about oneself."""
    amounts = may(who, "terms.see") or employee.pk == who.employee.pk
    found = list(Terms.objects.filter(employee=employee).select_related("department").order_by("-effective_from"))
    return PersonPage(
        Employee.objects.select_related("manager").get(pk=employee.pk),
        _placed(found, who.day),
        list(RoleAssignment.objects.filter(employee=employee).order_by("-since")),
        _changes(employee, amounts=amounts),
        amounts,
        who.day,
    )


def _placed(terms: list[Terms], today: date) -> list[tuple[Terms, str]]:
    """Newest first: still to come, in force, past."""
    current = next((found for found in terms if found.effective_from <= today), None)
    return [(found, "now" if found is current else "next" if found.effective_from > today else "past") for found in terms]


def _changes(employee: Employee, *, amounts: bool) -> list[Change]:
    """Everything that was changed of a person, newest first."""
    terms = (*_PLAIN_TERMS, *(_PAY_TERMS if amounts else ()))
    found = [
        *changes_of(Employee, [employee.pk], _PERSON),
        *changes_of(Terms, [employee.pk], terms, by="employee_id"),
        *changes_of(RoleAssignment, [employee.pk], _ROLE, by="employee_id"),
    ]
    return sorted(found, key=lambda change: (change.at, change.id), reverse=True)


def terms_of(employee: Employee, terms_id: int) -> Terms | None:
    """One row of a person's terms."""
    return Terms.objects.select_related("department", "employee").filter(employee=employee, pk=terms_id).first()


def role_of(employee: Employee, role_id: int) -> RoleAssignment | None:
    """One role of a person."""
    return RoleAssignment.objects.select_related("employee").filter(employee=employee, pk=role_id).first()


_DEPARTMENTS = """
    SELECT d.id, d.code, d.name, d.kind, p.name AS parent, coalesce(c.people, 0) AS people
    FROM csd_department d LEFT JOIN csd_department p ON p.id = d.parent_id
    LEFT JOIN unnest(%(counted)s::bigint[], %(people)s::bigint[]) AS c (id, people) ON c.id = d.id
"""


def departments_query(who: Standing, arguments: Arguments) -> Query:
    """Departments with how many people are in each today."""
    counts = headcounts(who.day)
    return Query(_DEPARTMENTS, {"counted": list(counts), "people": list(counts.values())})


def department_changes(department: Department) -> list[Change]:
    """What was changed of a department."""
    return changes_of(Department, [department.pk], ("code", "name", "kind", "parent"))
