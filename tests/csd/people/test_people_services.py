"""What HR and the administrator change about people (docs/rulebook.md O3, O4, P1, P17): done once, kept with who did it, or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from csd.database.rows import rows_of
from csd.errors import Refused
from csd.history.changes import changes_of
from csd.history.stamps import stamp
from csd.models import Attempt, AttemptPerson, AttemptState, Department, Employee, MonthLock, Role, RoleAssignment, Terms
from csd.months import Month
from csd.people.services import people, terms
from csd.people.services.departments import DEPARTMENT_FIELDS, change_department
from tests.people import LONG_AGO, person, with_role

pytestmark = pytest.mark.django_db
Who = Callable[[str], Employee]


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-09-15 10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def who() -> Who:
    """H1 and H2 of HR (H2 a manager), D1 the administrator, A1 and A2 of customer service."""
    with_role("H1", Role.HR, base_salary=2000)
    with_role("H2", Role.HR, grade="manager", base_salary=3000)
    with_role("D1", Role.ADMINISTRATOR)
    person("A1", base_salary=2000)
    person("A2", base_salary=2000)
    return lambda number: Employee.objects.get(employee_no=number)


@pytest.fixture
def approved(who: Who) -> Month:
    """July is approved with A1 in it."""
    MonthLock.objects.create(month=Month(2026, 7))
    attempt = Attempt.objects.create(month=Month(2026, 7), number=1, frozen={}, started_by=who("H1"), state=AttemptState.DONE)
    row = {"employed": 23, "on_last_day": True, "terms": Terms.objects.get(employee=who("A1"))}
    AttemptPerson.objects.create(attempt=attempt, place=0, employee=who("A1"), **row)
    Attempt.objects.filter(pk=attempt.pk).update(sealed=True)
    MonthLock.objects.update(approved=True)
    return Month(2026, 7)


def new_terms(who: Who, since: str = "2026-10-01", **other: Any) -> dict[str, Any]:
    """Terms like those there are, from a day on."""
    found = Terms.objects.filter(employee=who("A1")).latest("effective_from")
    return {name: getattr(found, name) for name in terms.TERMS_FIELDS} | {"effective_from": date.fromisoformat(since)} | other


def refused(act: Callable[..., object], **given: Any) -> str:
    """The code that something is refused with."""
    with pytest.raises(Refused) as refusal:
        act(**given)
    assert str(refusal.value)
    return refusal.value.code


def change(who: Who, **other: Any) -> dict[str, Any]:
    """A change of A1's record as a form sends it."""
    found = who("A1")
    return {
        "employee": found,
        "name": "A1",
        "phone": "",
        "manager": None,
        "seen": stamp(found, people.PERSON_FIELDS),
        "actor": who("H1"),
    } | other


def test_o4_a_change_is_kept_with_who_made_it_and_what_was_before(who: Who) -> None:
    people.change_person(**change(who, phone="13800000000"))
    kept = changes_of(Employee, [who("A1").pk], ("name", "phone", "manager"))[0]
    assert (kept.who, kept.fields[0][1:]) == ("H1 H1", ("–", "13800000000"))


def test_a_form_from_before_a_colleagues_change_is_refused_and_says_who_changed_what(who: Who) -> None:
    old = change(who, phone="13900000000")
    people.change_person(**change(who, phone="13800000000", actor=who("H2")))
    with pytest.raises(Refused, match=r"H2 H2 changed this .*13800000000") as refusal:
        people.change_person(**old)
    assert refusal.value.code == "changed_meanwhile"
    assert who("A1").phone == "13800000000"


def test_a_form_sent_twice_changes_once(who: Who) -> None:
    sent = change(who, phone="13800000000")
    people.change_person(**sent)
    people.change_person(**sent)
    assert [found.kind for found in changes_of(Employee, [who("A1").pk], ("phone",))].count("update") == 1


@pytest.mark.parametrize("actor", ["A1", "D1", "A2"])
def test_o4_nobody_else_changes_people(who: Who, actor: str) -> None:
    assert refused(people.change_person, **change(who, phone="13800000000", actor=who(actor))) == "not_allowed"


@pytest.mark.parametrize(("person_no", "manager"), [("A1", "A1"), ("A1", "A2"), ("A1", "H2")])
def test_attack_a98_nobody_stands_above_themselves(who: Who, person_no: str, manager: str) -> None:
    Employee.objects.filter(employee_no="A2").update(manager=who("A1"))
    Employee.objects.filter(employee_no="H2").update(manager=who("A2"))
    assert refused(people.change_person, **change(who, manager=who(manager))) == "circle"


def test_attack_a98_a_line_manager_without_a_circle_is_taken(who: Who) -> None:
    assert people.change_person(**change(who, manager=who("A2"))).manager == who("A2")


def test_attack_a98_a_department_is_not_put_below_itself(who: Who) -> None:
    top = Department.objects.get(code="customer_service")
    below = Department.objects.create(code="B", name="B", kind="data", parent=top)
    given = {"code": top.code, "name": top.name, "kind": top.kind, "seen": stamp(top, DEPARTMENT_FIELDS), "actor": who("H1")}
    assert refused(change_department, department=top, parent=below, **given) == "circle"


def test_o3_a_number_that_is_taken_goes_to_nobody_else(who: Who) -> None:
    given = {"employee_no": "a1", "name": "Other", "hire_date": date(2026, 9, 1), "phone": "", "manager": None, "actor": who("H1")}
    assert refused(people.add_person, **given) == "number_taken"
    assert people.add_person(**{**given, "employee_no": "n9"}).employee_no == "N9"
    assert people.add_person(**{**given, "employee_no": "N9"}).pk == who("N9").pk


def test_p17_nobody_is_hired_into_an_approved_month(who: Who, approved: Month) -> None:
    given = {"employee_no": "N9", "name": "N", "phone": "", "manager": None, "actor": who("H1")}
    assert refused(people.add_person, hire_date=date(2026, 7, 31), **given) == "month_approved"
    assert people.add_person(hire_date=date(2026, 8, 1), **given)


def test_future_terms_wait_and_are_taken_back(who: Who) -> None:
    made = terms.add_terms(employee=who("A1"), values=new_terms(who), actor=who("H1"))
    assert terms.add_terms(employee=who("A1"), values=new_terms(who), actor=who("H1")).pk == made.pk
    terms.withdraw_terms(terms=made, seen=stamp(made, terms.TERMS_FIELDS), actor=who("H1"))
    assert Terms.objects.filter(employee=who("A1")).count() == 1
    kinds = [found.kind for found in changes_of(Terms, [who("A1").pk], terms.TERMS_FIELDS, by="employee_id")]
    assert kinds[:2] == ["delete", "insert"]


def test_terms_that_have_begun_are_not_taken_back(who: Who) -> None:
    found = Terms.objects.get(employee=who("A1"))
    assert refused(terms.withdraw_terms, terms=found, seen=stamp(found, terms.TERMS_FIELDS), actor=who("H1")) == "begun"


@pytest.mark.parametrize(
    ("since", "code"), [("2026-07-31", "month_approved"), ("2020-01-01", "terms_there"), ("2026-07-01", "month_approved")]
)
def test_p17_terms_that_an_approved_month_would_have_used_are_refused(who: Who, approved: Month, since: str, code: str) -> None:
    assert refused(terms.add_terms, employee=who("A1"), values=new_terms(who, since, position="x"), actor=who("H1")) == code


def test_p17_the_refusal_names_the_month(who: Who, approved: Month) -> None:
    with pytest.raises(Refused, match="2026-07 is approved"):
        terms.add_terms(employee=who("A1"), values=new_terms(who, "2026-07-15"), actor=who("H1"))


def test_p17_terms_of_an_approved_month_are_not_corrected_later_ones_are(who: Who, approved: Month) -> None:
    used = Terms.objects.get(employee=who("A1"))
    given = {"seen": stamp(used, terms.TERMS_FIELDS), "actor": who("H1")}
    assert refused(terms.correct_terms, terms=used, values=new_terms(who, "2020-01-01", position="x"), **given) == "month_approved"
    later = terms.add_terms(employee=who("A1"), values=new_terms(who, "2026-08-01"), actor=who("H1"))
    given["seen"] = stamp(later, terms.TERMS_FIELDS)
    assert terms.correct_terms(terms=later, values=new_terms(who, "2026-08-01", position="x"), **given).position == "x"


def test_corrections_wait_while_a_month_is_computed(who: Who) -> None:
    MonthLock.objects.create(month=Month(2026, 8))
    Attempt.objects.create(month=Month(2026, 8), number=1, frozen={}, started_by=who("H1"))
    used = Terms.objects.get(employee=who("A1"))
    values = new_terms(who, "2020-01-01", position="x")
    assert refused(terms.correct_terms, terms=used, values=values, seen=stamp(used, terms.TERMS_FIELDS), actor=who("H1")) == "month_running"


def test_p1_a_base_outside_its_range_needs_a_manager_and_a_reason_which_is_kept(who: Who) -> None:
    high = new_terms(who, base_salary=Decimal(9000))
    assert refused(terms.add_terms, employee=who("A1"), values=high, actor=who("H1"), reason="good") == "outside_range"
    assert refused(terms.add_terms, employee=who("A1"), values=high, actor=who("H2")) == "reason_needed"
    terms.add_terms(employee=who("A1"), values=high, actor=who("H2"), reason="the only one who can")
    kept = changes_of(Terms, [who("A1").pk], ("base_salary",), by="employee_id")[0]
    assert (kept.who, kept.note, kept.fields[0][2]) == ("H2 H2", "the only one who can", "9000.00")


def test_o4_nobody_changes_their_own_terms_roles_or_last_day(who: Who) -> None:
    assert refused(terms.add_terms, employee=who("H1"), values=new_terms(who), actor=who("H1")) == "own_record"
    assert refused(people.give_role, employee=who("D1"), role=Role.HR, since=LONG_AGO, until=None, actor=who("D1")) == "own_record"
    own = RoleAssignment.objects.get(employee=who("D1"))
    seen = stamp(own, people.ROLE_FIELDS)
    assert refused(people.end_role, assignment=own, until=date(2026, 9, 30), seen=seen, actor=who("D1")) == "own_record"
    seen = stamp(who("H1"), ("leave_date",))
    assert refused(people.end_employment, employee=who("H1"), leave_date=date(2026, 9, 30), seen=seen, actor=who("H1")) == "own_record"


@pytest.mark.parametrize(
    ("day", "code"), [("2019-12-31", "before_hire"), ("2026-07-30", "month_approved"), ("2026-07-31", ""), ("2026-12-31", "")]
)
def test_p17_the_last_day_lies_after_what_was_paid(who: Who, approved: Month, day: str, code: str) -> None:
    given = {"employee": who("A1"), "leave_date": date.fromisoformat(day), "seen": stamp(who("A1"), ("leave_date",)), "actor": who("H1")}
    if code:
        assert refused(people.end_employment, **given) == code
    else:
        assert people.end_employment(**given).leave_date == date.fromisoformat(day)


def test_a_role_is_given_once_and_ended(who: Who) -> None:
    given = {"employee": who("A1"), "role": Role.AUDITOR, "since": date(2026, 9, 1), "until": None, "actor": who("D1")}
    made = people.give_role(**given)
    assert people.give_role(**given).pk == made.pk
    assert refused(people.give_role, **{**given, "since": date(2026, 10, 1)}) == "held_already"
    seen = stamp(made, people.ROLE_FIELDS)
    people.end_role(assignment=made, until=date(2026, 9, 30), seen=seen, actor=who("D1"))
    assert people.give_role(**{**given, "since": date(2026, 10, 1)}).pk != made.pk


def test_a_correction_that_only_tries_leaves_no_trace(who: Who) -> None:
    refused(people.change_person, **change(who, manager=who("A1")))
    assert rows_of("SELECT count(*) FROM csd_employeeevent WHERE pgh_label = 'update'") == [(0,)]
