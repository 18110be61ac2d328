"""docs/rulebook.md O4 by relation: every address of a person, for every role and everybody there is.

That is: own, team, other, moved, on loan, left, nobody.

Whom a role sees is reckoned here from the rows of csd_employee and csd_terms alone, not with csd.access.scope.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from csd.database.rows import rows_of
from csd.models import Department, Employee, Terms
from tests.pages.world import CAST, TODAY, client_of, everybodys_pay, names

DAY = TODAY.date()
NOBODY = "nobody"
PAY = {"finance", "finance, computed it", "general manager", "auditor"}
ALL_PEOPLE = PAY | {"hr", "administrator"}
ALL_POINTS = PAY | {"hr"}
ACCESS = {"hr", "administrator"}
PERSONAL = {"hr", "auditor", "finance", "finance, computed it"}
SIGNED_IN = {role: number for role, number in CAST.items() if number}
JULY, SEPTEMBER = {"month": "2026-07"}, {"month": "2026-09"}
LINE = {"line": "base"}
# address → the other parts of it, whether it is a page, and whether somebody gets it: by role, by the number it names
PAGES: dict[str, dict[str, str]] = {
    "person": {},
    "points-person": SEPTEMBER,
    "personal-data": {},
    "invite": {},
    "pay-run-person": JULY,
    "pay-run-person-line": JULY | LINE,
    "pay-run-person-input": JULY | LINE | {"kind": "fact", "name": "base_salary"},
}
# acts, and pages of things that are not there for these people: only whoever sees the person's pay or access is let through
ACTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "points-person-entry": (SEPTEMBER | {"entry": "A2-1"}, set()),
    "pay-run-person-pdf": (JULY, {"finance", "finance, computed it"}),
    "pay-run-person-talk": (JULY | LINE, PAY),
    "receivable": (JULY, set()),
    "receivable-settle": (JULY, {"finance", "finance, computed it"}),
    "access-end": ({}, ACCESS),
    "access-ask": ({"kind": "reset"}, ACCESS),
    "access-decide": ({"kind": "reset"}, ACCESS),
    "person-change": ({}, {"hr"}),
    "person-leave": ({}, {"hr"}),
    "terms-add": ({}, {"hr"}),
    "terms-correct": ({"terms_id": "1"}, {"hr"}),
    "terms-withdraw": ({"terms_id": "1"}, {"hr"}),
    "role-add": ({}, {"administrator"}),
    "role-end": ({"role_id": "1"}, {"administrator"}),
}


@pytest.fixture(autouse=True)
def _more_people(db: None) -> None:
    """T1 moved from customer service to operations yesterday, T2 does tomorrow; B1 of operations is on loan to the foreman's team."""
    service, operations = Department.objects.get(code="CS"), Department.objects.get(code="OP")
    pay = {"position": "p", "grade": "staff", "seniority": "new", "base_salary": "3000", "plan": "none"}
    for number, moves, manager in (("T1", date(2026, 9, 14), None), ("T2", date(2026, 9, 16), None), ("B1", None, "N1")):
        person = Employee.objects.create(
            employee_no=number,
            name=number,
            hire_date=date(2026, 9, 1),
            manager=Employee.objects.filter(employee_no=manager).first(),
        )
        first = operations if moves is None else service
        Terms.objects.create(employee=person, effective_from=date(2026, 9, 1), department=first, **pay)
        if moves:
            Terms.objects.create(employee=person, effective_from=moves, department=operations, **pay)


def seen_by(number: str) -> set[str]:
    """Whom somebody sees, apart from those who watch over everybody: themselves, their team, their department."""
    people = {
        row[0]: row[1]
        for row in rows_of("SELECT e.employee_no, m.employee_no FROM csd_employee e LEFT JOIN csd_employee m ON m.id = e.manager_id")
    }
    terms = rows_of(
        "SELECT e.employee_no, t.effective_from, d.code, t.grade FROM csd_terms t JOIN csd_employee e ON e.id = t.employee_id"
        " JOIN csd_department d ON d.id = t.department_id ORDER BY t.effective_from"
    )
    above = dict(rows_of("SELECT d.code, p.code FROM csd_department d LEFT JOIN csd_department p ON p.id = d.parent_id"))
    stands = {person: (department, grade) for person, begins, department, grade in terms if begins <= DAY}
    grade = stands[number][1]
    if grade in ("foreman", "supervisor"):
        return {person for person in people if number in chain(person, people)}
    if grade == "manager":
        mine = {code for code in above if stands[number][0] in chain(code, above)}
        return {number} | {person for person, (department, _grade) in stands.items() if department in mine}
    return {number}


def chain(start: str, above: dict[str, str | None]) -> list[str]:
    """Something and everything above it."""
    found: list[str] = []
    here: str | None = start
    while here is not None and here not in found:
        found.append(here)
        here = above[here]
    return found


def gets(name: str, role: str, number: str, seen: set[str]) -> bool:
    """Whether a page of a person is there for a role."""
    own = CAST[role] == number
    if name == "person":
        return role in ALL_PEOPLE or number in seen
    if name == "points-person":
        # whoever left before September has no points in it; one's own are elsewhere
        leads = role in ALL_POINTS or role in {"foreman", "supervisor", "manager", "operations"}
        return number != "L1" and leads and (role in ALL_POINTS or number in seen)
    if name == "personal-data":
        return role in PERSONAL or own
    if name == "invite":
        return role in ACCESS
    # July's payslips
    return role in PAY and number not in {"X1", "T1", "T2", "B1"}


def with_a_person(resolver: URLResolver) -> set[str]:
    """The names of all addresses that name a person."""
    found: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= with_a_person(entry) if entry.namespace != "admin" else set()
        elif isinstance(entry, URLPattern) and "<key:number>" in str(entry.pattern):
            found.add(str(entry.name))
    return found


def test_every_address_of_a_person_has_a_row_here() -> None:
    assert with_a_person(get_resolver()) == {*PAGES, *ACTS}


@pytest.mark.parametrize("role", SIGNED_IN)
@pytest.mark.parametrize("name", PAGES)
def test_o4_a_page_of_a_person_is_there_by_relation(name: str, role: str) -> None:
    everybody = [number for (number,) in rows_of("SELECT employee_no FROM csd_employee ORDER BY 1")]
    seen, client = seen_by(SIGNED_IN[role]), client_of(role)
    answers = {number: client.get(reverse(name, kwargs=PAGES[name] | {"number": number})) for number in [*everybody, NOBODY]}
    there = {number for number, answer in answers.items() if answer.status_code == 200}
    assert there == {number for number in everybody if gets(name, role, number, seen)}
    assert {answer.status_code for number, answer in answers.items() if number not in there} <= {404}
    for number in there:
        assert names(answers[number], number), number
        others = {amount for pay in everybodys_pay() if pay.number not in (number, SIGNED_IN[role]) for amount in pay.amounts}
        assert role in PAY or not any(amount in answers[number].content.decode() for amount in others), number


@pytest.mark.parametrize("role", SIGNED_IN)
def test_o4_nothing_is_done_to_a_person_by_whoever_may_not(role: str) -> None:
    relations = [SIGNED_IN[role], "S1", "T1", "B1", "G1", "L1", NOBODY]
    client, done = client_of(role), {}
    for name, (parts, by) in ACTS.items():
        if role not in by:
            for number in relations:
                status = client.post(
                    reverse(name, kwargs=parts | {"number": number}), {"key": "k", "kind": "comment", "text": "t"}
                ).status_code
                if status not in (403, 404, 405):
                    done[name, number] = status
    assert done == {}


LISTS = {
    "/people/": (r'href="/people/([^/"]+)/"', ALL_PEOPLE, set(SIGNED_IN)),
    "/points/team/2026-07/": (
        r'href="/points/team/2026-07/([^/"]+)/"',
        ALL_POINTS,
        set(SIGNED_IN) - {"staff", "colleague", "administrator"},
    ),
    "/entries/sales/?month=2026-07": (r"data-own>(S[12])<", PAY, set(SIGNED_IN)),
}


@pytest.mark.parametrize("role", SIGNED_IN)
@pytest.mark.parametrize("url", LISTS)
def test_o4_a_list_names_exactly_whom_one_sees(url: str, role: str) -> None:
    pattern, all_by, there_for = LISTS[url]
    answer = client_of(role).get(url)
    assert (answer.status_code == 200) == (role in there_for)
    body = answer.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    everybody = {number for (number,) in rows_of("SELECT employee_no FROM csd_employee")}
    listed = everybody
    if "points" in url:
        listed = {n for (n,) in rows_of(f"SELECT e.employee_no {_SCORED} WHERE a.month = '2026-07-01'")}
    elif "sales" in url:
        listed = {"S1", "S2"}
    expected = listed & (everybody if role in all_by else seen_by(SIGNED_IN[role]))
    assert set(re.findall(pattern, body)) == (expected if role in there_for else set())


_SCORED = "FROM attendance_monthscore s JOIN csd_employee e ON e.id = s.employee_id JOIN csd_attempt a ON a.id = s.attempt_id"


def test_the_relations_are_all_there() -> None:
    manager, foreman = seen_by("M1"), seen_by("N1")
    assert ("T1" in manager, "T2" in manager, "B1" in manager, "L1" in manager) == (False, True, False, True)
    assert foreman == {"N1", "S1", "B1"}
