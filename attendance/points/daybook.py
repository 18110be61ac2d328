"""A person's month duty by duty as an attempt judged it: what points, unpaid days and holiday minutes rest on (RULES.md A1-A6, P10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from attendance.points.rules import Leave, PointPolicy, counts, expected, marks, minutes_within
from attendance.points.steps import policy_of
from csd.months import SHANGHAI
from csd.work.context import AttemptContext
from duty.facts import selectors as duty
from duty.facts.rules import Duty


@dataclass(frozen=True)
class DayOfDuty:
    """A duty: rostered span, sign-in and sign-out that count, kinds of the leave that counts, minutes on statutory days."""

    start: datetime
    end: datetime
    sign_in: datetime | None
    sign_out: datetime | None
    leave: tuple[str, ...]
    holiday_minutes: int


def duties_of(context: AttemptContext, person: int) -> list[DayOfDuty]:
    """The duties of a person's month, in order; read up to the rows the attempt froze."""
    policy = policy_of(context)
    duties = duty.duties_in_month(context, [person]).get(person, [])
    if not duties:
        return []
    low, high = duties[0].start, duties[-1].end
    ins, outs = duty.punches(context, [person], low - policy.in_window * 60, high + policy.out_window * 60).get(person, ([], []))
    leaves = [Leave(*cells) for _person, *cells in duty.leaves(context, [person], low, high)]
    return [_judged(context, person, entry, ins, outs, leaves, policy) for entry in duties]


def _judged(
    context: AttemptContext, person: int, entry: Duty, ins: list[int], outs: list[int], leaves: list[Leave], policy: PointPolicy
) -> DayOfDuty:
    touching = [v for v in leaves if v.start < entry.end and v.end > entry.start and counts(v, person, entry.start, policy)]
    rest = expected(entry, touching)
    sign_in, sign_out = marks(*rest, ins, outs, policy) if rest else (None, None)
    worked = rest is not None and (sign_in is not None or sign_out is not None)
    minutes = minutes_within(context.statutory_spans, *rest) if rest and worked else 0
    kinds = tuple(dict.fromkeys(leave.kind for leave in touching))
    return DayOfDuty(_moment(entry.start), _moment(entry.end), _optional(sign_in), _optional(sign_out), kinds, minutes)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, SHANGHAI)


def _optional(seconds: int | None) -> datetime | None:
    return None if seconds is None else _moment(seconds)
