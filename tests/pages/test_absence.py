"""Handing over while away: only to somebody who could do the same by themselves (docs/rulebook.md O4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from csd.database.rows import Query
from csd.errors import Refused
from csd.inbox.registry import KINDS, Decision, InboxKind, Item, Option, inbox_of, register_kind, waiting_count
from csd.inbox.registry import decide as decide_item
from csd.inbox.services import delegate
from csd.models import Delegation, Employee, Matters
from csd.organisation.standing import Standing, standing_of
from tests.pages.world import client_of

TODAY = date(2026, 9, 15)
FORM = {"deputy": "F2", "matters": "office", "since": "2026-09-15", "until": "2026-09-20", "reason": "holiday"}


def person(number: str) -> Employee:
    return Employee.objects.get(employee_no=number)


def hand_over(giver: str = "F1", deputy: str = "F2", matters: str = Matters.OFFICE, *, since: int = 0, until: int = 0) -> Delegation:
    """From today + since to today + until."""
    days = {"since": TODAY + timedelta(since), "until": TODAY + timedelta(until)}
    return delegate(giver=person(giver), deputy=person(deputy), matters=matters, reason="holiday", **days)


@pytest.fixture
def team_questions() -> Iterator[list[Decision]]:
    """Something that a team asks: N1, the foreman of S1, is asked; what is decided is kept."""
    taken: list[Decision] = []

    def waiting(who: Standing, limit: int) -> list[Item]:
        item = Item("1", "May I?", "S1", None, [], [Option("yes", "Yes")])
        return [item] if who.employee.employee_no == "N1" else []

    def count(who: Standing) -> Query:
        return Query("SELECT (%(asked)s = 'N1')::int", {"asked": who.employee.employee_no})

    def decide(decision: Decision) -> str:
        taken.append(decision)
        return "done"

    register_kind(InboxKind("test-team", "Questions", Matters.TEAM, ("points.team",), waiting, count, decide))
    Employee.objects.filter(employee_no="S1").update(manager=person("N1"))
    Employee.objects.filter(employee_no="N1").update(manager=person("N2"))
    yield taken
    del KINDS["test-team"]


def test_o4_the_same_hand_over_twice_is_one() -> None:
    assert hand_over().pk == hand_over().pk


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"deputy": "G1"}, "no_right"),
        ({"deputy": "S1"}, "no_right"),
        ({"deputy": "H1"}, "no_right"),
        ({"deputy": "F1"}, "oneself"),
        ({"deputy": "L1"}, "not_employed"),
        ({"giver": "S1"}, "nothing_to_hand_over"),
        ({"matters": Matters.TEAM}, "nothing_to_hand_over"),
        ({"since": -1}, "begun"),
        ({"until": -1}, "turned_round"),
        ({"until": 93}, "too_long"),
    ],
)
def test_o4_it_is_refused_to_who_could_not_do_it_and_for_days_that_make_no_sense(change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        hand_over(**change)  # type: ignore[arg-type]  # a mix on purpose
    assert refusal.value.code == code
    assert not Delegation.objects.exists()


def test_o4_finance_may_stand_in_for_the_general_manager() -> None:
    assert hand_over("G1", "F1").pk


def test_o4_a_team_goes_to_a_foreman_or_above_of_the_same_line_only(team_questions: list[Decision]) -> None:
    assert hand_over("N1", "N2", Matters.TEAM).pk
    for deputy in ("S1", "M1"):
        with pytest.raises(Refused, match=r"same line|同一条管理线"):
            hand_over("N1", deputy, Matters.TEAM)


def test_o4_what_a_team_asks_reaches_the_deputy_with_the_name_of_who_is_away(team_questions: list[Decision]) -> None:
    deputy = standing_of(person("N2"), TODAY)
    assert (inbox_of(deputy), waiting_count(deputy)) == ([], 0)
    hand_over("N1", "N2", Matters.TEAM)
    [item] = inbox_of(deputy)
    assert ([p.employee_no for p in item.deputy_for], waiting_count(deputy)) == (["N1"], 1)
    decide_item(deputy, item.name, "yes", "")
    assert (team_questions[0].who.employee.employee_no, team_questions[0].deputy_for) == ("N2", person("N1"))


@pytest.mark.parametrize(("since", "until", "seen"), [(0, 0, True), (1, 2, False)])
def test_o4_it_counts_from_its_first_to_its_last_day(team_questions: list[Decision], since: int, until: int, seen: bool) -> None:
    hand_over("N1", "N2", Matters.TEAM, since=since, until=until)
    assert bool(inbox_of(standing_of(person("N2"), TODAY))) is seen
    assert inbox_of(standing_of(person("N2"), TODAY + timedelta(3))) == []


def test_the_page_hands_over_says_so_and_ends_it() -> None:
    page = client_of("finance").post("/absence/", FORM, follow=True).content.decode()
    assert "F2 F2 decides for you from 2026-09-15 to 2026-09-20" in page
    ended = client_of("finance").post(f"/absence/{Delegation.objects.get().pk}/end/", follow=True).content.decode()
    assert "You decide by yourself again" in ended
    assert Delegation.objects.get().ended_by == person("F1")


def test_o4_nobody_ends_what_somebody_else_handed_over() -> None:
    made = hand_over()
    assert client_of("finance, computed it").post(f"/absence/{made.pk}/end/").status_code == 404
    assert Delegation.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"deputy": "nobody"}, "nobody with the number"),
        ({"deputy": "S1"}, "may not decide this themselves"),
        ({"until": "2026-09-01"}, "before the first"),
        ({"since": "x"}, "Enter a day like 2026-07-31"),
        ({"reason": ""}, "This field is required"),
        ({"deputy": "<script>"}, "“&lt;script&gt;”"),
    ],
)
def test_a_wrong_form_is_answered_beside_what_was_typed(typed: dict[str, str], said: str) -> None:
    answer = client_of("finance").post("/absence/", FORM | typed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Delegation.objects.exists()
