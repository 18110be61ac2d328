"""Months duty by duty as an attempt judged them: what points, unpaid days and holiday minutes rest on (docs/rulebook.md A1-A6, P10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from attendance.points.rules import Attended, attended, holiday_minutes
from attendance.points.steps import marks_and_leaves, policy_of
from csd.months import SHANGHAI
from csd.work.context import AttemptContext
from duty.facts import selectors as duty


@dataclass(frozen=True)
class DayOfDuty:
    """A duty: rostered span, sign-in and sign-out that count, kinds of the leave that counts, minutes on statutory days."""

    start: datetime
    end: datetime
    sign_in: datetime | None
    sign_out: datetime | None
    leave: tuple[str, ...]
    holiday_minutes: int

    @property
    def worked(self) -> bool:
        """Whether it was attended: a sign-in or a sign-out."""
        return self.sign_in is not None or self.sign_out is not None


def duties_of(context: AttemptContext, person: int) -> list[DayOfDuty]:
    """The duties of a person's month, in order; read up to the rows the attempt froze."""
    return duties_of_people(context, [person]).get(person, [])


def duties_of_people(context: AttemptContext, people: Sequence[int]) -> Mapping[int, list[DayOfDuty]]:
    """Employee id → the duties of the month, in order, by a number of statements that does not grow with the people."""
    policy, everybody = policy_of(context), list(people)
    duties = duty.duties_in_month(context, everybody)
    marks, leaves = marks_and_leaves(context, everybody, duties)
    nothing: tuple[list[int], list[int]] = ([], [])

    def of(person: int) -> Iterable[Attended]:
        own_marks, own_leaves = marks.get(person, nothing), leaves.get(person, ())
        return (attended(person, one, *own_marks, own_leaves, policy) for one in duties.get(person, ()))

    return {person: [_day(found, context) for found in of(person)] for person in everybody}


def _day(found: Attended, context: AttemptContext) -> DayOfDuty:
    return DayOfDuty(
        _moment(found.duty.start),
        _moment(found.duty.end),
        _optional(found.sign_in),
        _optional(found.sign_out),
        tuple(dict.fromkeys(leave.kind for leave in found.leaves)),
        holiday_minutes(found, context.statutory_spans),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, SHANGHAI)


def _optional(seconds: int | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)
