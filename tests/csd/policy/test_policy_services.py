"""Policy values, calendar days, regulations and proposals (docs/rulebook.md P marks, P13, D2, O5): set once, kept, refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import Error, transaction

from csd.calendar import services as calendar
from csd.calendar.selectors import day_kinds, year_page
from csd.database.rows import execute
from csd.errors import Refused
from csd.history.changes import changes_of
from csd.models import (
    Acknowledgement,
    CalendarDay,
    DayKind,
    Employee,
    MonthLock,
    PolicyValue,
    Proposal,
    ProposalDecision,
    ProposalKind,
    RegulationVersion,
    Role,
)
from csd.months import Month
from csd.organisation.standing import standing_of
from csd.policy import services as policy
from csd.policy.selectors import policy_on, stamp_of, touched_by, values_in_force
from csd.regulations import services as regulations
from csd.regulations.selectors import shelf
from tests.people import person, with_role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 15)
Who = Callable[[str], Employee]


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-09-15 10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def who() -> Who:
    """F1 and F2 of finance, H1 of HR, the manager M1 with A1 in the department, the general manager G1; July is approved."""
    for number, role in {"F1": Role.FINANCE, "F2": Role.FINANCE, "H1": Role.HR}.items():
        with_role(number, role, kind="other")
    person("M1", grade="manager")
    person("A1")
    person("B1", kind="data")
    person("G1", kind="operations", grade="general_manager")
    MonthLock.objects.create(month=Month(2026, 7), approved=True)
    return lambda number: Employee.objects.get(employee_no=number)


def refused(act: Callable[..., object], **given: Any) -> str:
    """The code that something is refused with."""
    with pytest.raises(Refused) as refusal:
        act(**given)
    assert str(refusal.value)
    return refusal.value.code


def meal(who: Who, value: str = "320", since: str = "2026-10-01", **other: Any) -> dict[str, Any]:
    """A value of the meal allowance as a form sends it."""
    given = {"key": "meal", "value": value, "effective_from": date.fromisoformat(since), "seen": stamp_of("meal"), "actor": who("F1")}
    return given | other


def test_a_value_holds_from_its_day_on_and_says_who_set_it(who: Who) -> None:
    policy.set_value(**meal(who))
    assert values_in_force(date(2026, 9, 30))["meal"] == (None, "300")
    assert values_in_force(date(2026, 10, 1))["meal"][1] == "320"
    entry = next(found for found in policy_on(TODAY) if found.key == "meal")
    assert entry.current is None
    assert entry.coming is not None
    assert (entry.coming.value, entry.coming.set_by) == ("320", "F1 F1")


@pytest.mark.parametrize("since", ["2026-07-01", "2026-06-02", "2020-01-01"])
def test_p17_a_value_that_reaches_into_an_approved_month_is_refused_by_name(who: Who, since: str) -> None:
    with pytest.raises(Refused, match="2026-07 is approved"):
        policy.set_value(**meal(who, since=since))
    assert touched_by("meal", date.fromisoformat(since)).approved == [Month(2026, 7)]


@pytest.mark.parametrize("since", ["2026-07-02", "2026-08-01"])
def test_a_value_after_the_first_day_of_an_approved_month_is_taken(who: Who, since: str) -> None:
    assert touched_by("meal", date.fromisoformat(since)).first == Month(2026, 8)
    assert policy.set_value(**meal(who, since=since)).pk


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("meal", "x", "not_a_number"),
        ("meal", "", "empty"),
        ("pension", "1.5", "out_of_range"),
        ("comp_days", "1.5", "not_whole"),
        ("bonus_period", "year", "month_or_quarter"),
        ("hazmat_departments", "NO", "no_department"),
        ("penalty", "50", "regulation_needed"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_what_to_type(who: Who, key: str, value: str, code: str) -> None:
    assert refused(policy.set_value, **meal(who, key=key, value=value, seen=stamp_of(key))) == code


def test_p13_a_deduction_that_a_version_of_the_regulations_agrees_is_taken(who: Who) -> None:
    version = regulations.publish(title="考勤", text="x", consulted="y", effective_from=TODAY, actor=who("H1"))
    made = policy.set_value(**meal(who, key="penalty", value="50", seen=stamp_of("penalty"), agreed_in=version))
    assert made.agreed_in == version


def test_a_value_set_meanwhile_is_not_overwritten_unseen_and_twice_is_once(who: Who) -> None:
    old = meal(who)
    policy.set_value(**meal(who, "330", actor=who("F2")))
    with pytest.raises(Refused, match=r"F2 F2 changed this .*330"):
        policy.set_value(**old)
    again = meal(who)
    policy.set_value(**again)
    policy.set_value(**again)
    assert PolicyValue.objects.get(key="meal").value == "320"
    assert len(changes_of(PolicyValue, ["meal"], ("value",), by="key")) == 1


@pytest.mark.parametrize("number", ["H1", "M1", "A1"])
def test_values_are_set_by_finance_and_the_general_manager(who: Who, number: str) -> None:
    assert refused(policy.set_value, **meal(who, actor=who(number))) == "not_allowed"
    assert policy.set_value(**meal(who, actor=who("G1")))


def set_day(who: Who, day: str, kind: DayKind | None, seen: str = "", actor: str = "H1") -> CalendarDay | None:
    return calendar.set_day(day=date.fromisoformat(day), kind=kind, name="", source="公告", seen=seen, actor=who(actor))


def test_d2_a_day_is_entered_and_given_back_to_the_library(who: Who) -> None:
    made = set_day(who, "2026-10-12", DayKind.REST)
    assert day_kinds(date(2026, 10, 12), date(2026, 10, 12)) == {date(2026, 10, 12): "rest"}
    assert set_day(who, "2026-10-12", DayKind.REST, calendar.stamp_of_day(made)) == made
    assert set_day(who, "2026-10-12", None, calendar.stamp_of_day(made)) is None
    assert not CalendarDay.objects.exists()


def test_d2_a_day_of_an_approved_month_stays(who: Who) -> None:
    with pytest.raises(Refused, match="2026-07 is approved"):
        set_day(who, "2026-07-06", DayKind.REST)
    assert [entry.approved for entry in year_page(2026).months].index(True) == 6


def test_d2_a_day_changed_meanwhile_is_refused(who: Who) -> None:
    made = set_day(who, "2026-10-12", DayKind.REST)
    with pytest.raises(Refused) as refusal:
        set_day(who, "2026-10-12", DayKind.WORK)
    assert refusal.value.code == "changed_meanwhile"
    assert set_day(who, "2026-10-12", DayKind.WORK, calendar.stamp_of_day(made))


@pytest.mark.parametrize("number", ["A1", "M1", "G1"])
def test_d2_only_hr_and_finance_enter_days(who: Who, number: str) -> None:
    with pytest.raises(Refused):
        set_day(who, "2026-10-12", DayKind.REST, actor=number)


def publish(who: Who, text: str = "每月十分。", since: str = "2026-09-01") -> RegulationVersion:
    found = RegulationVersion.objects.first()
    given = {"title": "考勤", "text": text, "consulted": "全员讨论", "effective_from": date.fromisoformat(since), "actor": who("H1")}
    return regulations.publish(**given, regulation=found.regulation if found else None)


def test_o5_a_new_version_is_acknowledged_anew_by_each_person(who: Who) -> None:
    first, asker = publish(who), standing_of(who("A1"), TODAY)
    regulations.acknowledge(version=first, actor=who("A1"))
    regulations.acknowledge(version=first, actor=who("A1"))
    assert (Acknowledgement.objects.count(), [entry.acknowledged for entry in shelf(asker)]) == (1, [True])
    assert publish(who) == first
    assert publish(who, "新。", "2026-09-15").number == 2
    assert [entry.acknowledged for entry in shelf(asker)] == [False]


def test_o5_a_version_does_not_begin_before_the_last_and_is_not_acknowledged_before_it_holds(who: Who) -> None:
    coming = publish(who, since="2026-10-01")
    assert refused(regulations.acknowledge, version=coming, actor=who("A1")) == "not_yet"
    with pytest.raises(Refused):
        publish(who, "x", "2026-09-30")


@pytest.mark.parametrize(
    "statement", ["UPDATE csd_regulationversion SET text = 'x'", "DELETE FROM csd_acknowledgement", "UPDATE csd_proposal SET what = 'x'"]
)
def test_o5_what_was_published_and_said_stays(who: Who, statement: str) -> None:
    publish(who)
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        execute(statement)


def propose(who: Who, about: str = "A1", actor: str = "M1") -> Proposal:
    kind = ProposalKind.REWARD
    return regulations.propose(kind=kind, employee=who(about), what="二百元", reason="挽回损失", token="t", actor=who(actor))


def test_o5_a_manager_proposes_once_and_the_general_manager_decides_once(who: Who) -> None:
    made = propose(who)
    assert propose(who) == made
    decided = regulations.decide(proposal=made, accepted=True, reason="", actor=who("G1"))
    assert regulations.decide(proposal=made, accepted=True, reason="", actor=who("G1")) == decided
    assert refused(regulations.decide, proposal=made, accepted=False, reason="x", actor=who("G1")) == "decided_already"
    assert ProposalDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("about", "actor", "code"),
    [("B1", "M1", "not_theirs"), ("M1", "M1", "not_theirs"), ("A1", "H1", "not_allowed"), ("A1", "G1", "not_allowed")],
)
def test_o5_nobody_proposes_for_themselves_or_for_others_people(who: Who, about: str, actor: str, code: str) -> None:
    assert refused(propose, who=who, about=about, actor=actor) == code


def test_o5_a_refusal_needs_a_reason_and_nobody_else_decides(who: Who) -> None:
    made = propose(who)
    assert refused(regulations.decide, proposal=made, accepted=False, reason=" ", actor=who("G1")) == "reason_needed"
    assert refused(regulations.decide, proposal=made, accepted=True, reason="", actor=who("M1")) == "not_allowed"
