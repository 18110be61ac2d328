"""A month that is not closed yet, judged from today's rows by the rules of the close (docs/rulebook.md A1-A10): provisional.

What is over counts: a duty is judged once its sign-out window has passed. On a month that is over this is what the close will give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from attendance.points.rules import MonthResult, action_of
from attendance.points.selectors import scores_of
from attendance.points.steps import Facts, Problems, facts_of, judged, policy_of
from csd.months import Month
from csd.work.context import AttemptContext
from duty.facts.present import Move, moves_near, present_context, present_duties
from duty.facts.rules import Duty


@dataclass(frozen=True)
class Live:
    """Some people's month so far. `to_come` counts the duties that are not over; `facts` are of those that are."""

    context: AttemptContext
    moves: Sequence[Move]
    facts: Facts
    results: Mapping[int, MonthResult]
    problems: Problems
    actions: Mapping[int, str]
    to_come: Mapping[int, int]


def live_month(month: Month, people: list[int], now: datetime | None = None) -> Live:
    """The month of some people so far, by a number of statements that does not grow with them."""
    context = present_context(month)
    return live_of(context, people, moves_near(context, people), now)


def live_of(context: AttemptContext, people: list[int], moves: Sequence[Move], now: datetime | None = None) -> Live:
    """The same, with the swaps settled already."""
    policy = policy_of(context)
    limit = int((now or timezone.now()).timestamp()) - policy.out_window * 60
    duties = present_duties(context, people, moves)
    over: dict[int, list[Duty]] = {person: [duty for duty in rows if duty.end < limit] for person, rows in duties.items()}
    facts = facts_of(context, people, over)
    results, problems = judged(context, people, facts)
    before, two_before = (scores_of(context.month - months, people) for months in (1, 2))
    actions = {person: action_of(result.score, before.get(person), two_before.get(person), policy) for person, result in results.items()}
    to_come = {person: len(rows) - len(over[person]) for person, rows in duties.items()}
    return Live(context, moves, facts, results, problems, actions, to_come)
