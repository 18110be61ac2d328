"""The 10 points (docs/rulebook.md A1-A10) as pure functions. Times are whole epoch seconds, minutes are cut down once per figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from duty.facts.rules import Duty, at_least

MINUTE, DAY = 60, 24 * 60 * 60
USES_A_COMP_DAY = frozenset({"personal", "comp"})
MAY_BE_APPROVED_LATE = frozenset({"sick", "work_injury", "bereavement"})


class PointPolicy(NamedTuple):
    """The policy parameters of chapter A, each in the unit of its key."""

    start_points: Decimal
    late: Decimal
    absent: Decimal
    truant: Decimal
    offline: Decimal
    offline_every: int
    absent_after: int
    in_window: int
    out_window: int
    comp_days: int
    late_leave_days: int
    warn_at: Decimal
    penalty_at: Decimal


class Leave(NamedTuple):
    """A leave of one person with its approval: `approver_grade` is that of the day of the approval, None if not employed."""

    id: int
    start: int
    end: int
    kind: str
    approved_at: int | None
    approver: int | None
    approver_grade: str | None


class Entry(NamedTuple):
    """Points taken or a comp day used: `rule` names the clause, `kind` the column of scores.csv it counts in."""

    rule: str
    kind: str
    at: int
    points: Decimal
    evidence: dict[str, Any]


class ShiftResult(NamedTuple):
    """What one duty comes to, before the month's allowance of comp days is known."""

    entries: Sequence[Entry]
    leave_use: int
    forgot_use: int
    comp_cover: int
    unworked: int
    holiday_minutes: int


class MonthResult(NamedTuple):
    """A person's month: counts as in scores.csv, exact unpaid days, P10's minutes and the entries in order of time."""

    late: int
    absent: int
    early: int
    truant: int
    offline: int
    comp_days_used: int
    unpaid_days: Fraction
    holiday_minutes: int
    score: Decimal
    offline_checks: int
    entries: list[Entry]


def counts(leave: Leave, employee: int, duty_start: int, policy: PointPolicy) -> bool:
    """A5: approved by another person of grade ≥ foreman before the duty starts, some kinds until `late_leave_days` after."""
    if leave.approved_at is None or leave.approver in (None, employee) or not at_least(leave.approver_grade, "foreman"):
        return False
    grace = policy.late_leave_days * DAY if leave.kind in MAY_BE_APPROVED_LATE else 0
    return leave.approved_at < duty_start + grace


def blocks(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap or meet, joined; in order of start."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def covered(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """How many seconds of [start, end) the spans cover together."""
    return sum(max(0, min(e, end) - max(s, start)) for s, e in blocks(spans))


def expected(duty: Duty, leaves: Sequence[Leave]) -> tuple[int, int] | None:
    """A5: the expected start and end after leave at the beginning or the end; None when leave covers the whole duty."""
    start, end = duty.start, duty.end
    for begin, finish in blocks([(leave.start, leave.end) for leave in leaves]):
        if begin <= duty.start and finish >= duty.end:
            return None
        if begin <= duty.start:
            start = finish
        elif finish >= duty.end:
            end = begin
    return start, end


def marks(start: int, end: int, ins: Sequence[int], outs: Sequence[int], policy: PointPolicy) -> tuple[int | None, int | None]:
    """A1: the sign-in and the sign-out that count for [start, end]; `ins` and `outs` are sorted."""
    first = bisect_left(ins, start - policy.in_window * MINUTE)
    last = bisect_right(outs, end + policy.out_window * MINUTE) - 1
    sign_in = ins[first] if first < len(ins) and ins[first] <= end else None
    sign_out = outs[last] if last >= 0 and outs[last] >= start else None
    return sign_in, sign_out


def punctuality(duty: Duty, start: int, end: int, sign_in: int | None, sign_out: int | None, policy: PointPolicy) -> list[Entry]:
    """A2 and A3: late or absent by the sign-in, early or truant by the sign-out."""
    entries = []
    late = (sign_in - start) // MINUTE if sign_in is not None else 0
    if late > 0 and sign_in is not None:
        evidence = {"shifts": duty.shift_ids, "expected": start, "punch": sign_in, "minutes": late}
        absent = late > policy.absent_after
        entries.append(Entry("A2", "absent" if absent else "late", sign_in, policy.absent if absent else policy.late, evidence))
    early = (end - sign_out) // MINUTE if sign_out is not None else 0
    if early > 0 and sign_out is not None:
        evidence = {"shifts": duty.shift_ids, "expected": end, "punch": sign_out, "minutes": early}
        truant = early > policy.absent_after
        entries.append(Entry("A3", "truant" if truant else "early", sign_out, policy.truant if truant else policy.late, evidence))
    return entries


def minutes_within(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """P10: whole minutes of [start, end) that lie within the spans (statutory days: disjoint, in order)."""
    seconds = 0
    for first, after in spans:
        if start < after and end > first:
            seconds += min(end, after) - max(start, first)
    return seconds // MINUTE


NOTHING = ShiftResult((), 0, 0, 0, 0, 0)


def on_time(start: int, end: int, sign_in: int | None, sign_out: int | None) -> bool:
    """Both marks are there, and neither is a whole minute late or early: nothing of A2, A3, A4 or A6 applies."""
    return sign_in is not None and sign_out is not None and sign_in - start < MINUTE and end - sign_out < MINUTE


class Attended(NamedTuple):
    """How a duty was worked: the leave that counts for it, the span expected after leave (None: all of it is covered), and its marks."""

    duty: Duty
    leaves: Sequence[Leave]
    expected: tuple[int, int] | None
    sign_in: int | None
    sign_out: int | None

    @property
    def worked(self) -> bool:
        """Whether it was attended at all: a sign-in or a sign-out."""
        return self.sign_in is not None or self.sign_out is not None


def attended(employee: int, duty: Duty, ins: Sequence[int], outs: Sequence[int], leaves: Sequence[Leave], policy: PointPolicy) -> Attended:
    """A1 and A5 for one duty: the only place that says which leave counts, what is expected, and which punches are its marks."""
    touching: Sequence[Leave] = ()
    span: tuple[int, int] | None = (duty.start, duty.end)
    if leaves:
        touching = [v for v in leaves if v.start < duty.end and v.end > duty.start and counts(v, employee, duty.start, policy)]
        span = expected(duty, touching) if touching else span
    return Attended(duty, touching, span, *(marks(*span, ins, outs, policy) if span else (None, None)))


def holiday_minutes(found: Attended, statutory: Sequence[tuple[int, int]]) -> int:
    """P10: the minutes of an attended duty on statutory days, between the expected start and end."""
    return minutes_within(statutory, *found.expected) if statutory and found.expected and found.worked else 0


def judge_shift(found: Attended, statutory: Sequence[tuple[int, int]], policy: PointPolicy) -> ShiftResult:
    """A1-A6 for one duty; `statutory` are the spans of statutory days."""
    duty, leaves, span, sign_in, sign_out = found
    if not leaves and span is not None and on_time(*span, sign_in, sign_out):
        # nine duties of ten end here
        return ShiftResult((), 0, 0, 0, 0, holiday_minutes(found, statutory)) if statutory else NOTHING
    uses = int(any(leave.kind in USES_A_COMP_DAY for leave in leaves))
    comp_cover = covered([(v.start, v.end) for v in leaves if v.kind in USES_A_COMP_DAY], duty.start, duty.end) if uses else 0
    if span is None:
        return ShiftResult([], uses, 0, comp_cover, 0, 0)
    if not found.worked:
        missing = duty.end - duty.start - covered([(v.start, v.end) for v in leaves], duty.start, duty.end)
        entry = Entry("A6", "truant", duty.start, policy.truant, {"shifts": duty.shift_ids, "leaves": [v.id for v in leaves]})
        return ShiftResult([entry], uses, 0, comp_cover, missing, 0)
    entries = punctuality(duty, *span, sign_in, sign_out, policy)
    forgot = int(sign_in is None or sign_out is None)
    return ShiftResult(entries, uses, forgot, comp_cover, 0, holiday_minutes(found, statutory))


class _Tally:
    """The month's running sums while its duties are judged in order of start."""

    def __init__(self, policy: PointPolicy) -> None:
        self.policy = policy
        self.entries: list[Entry] = []
        self.uses = 0
        self.unpaid = Fraction(0)
        self.holiday_minutes = 0

    def use(self, rule: str, duty: Duty, leaves: Sequence[Leave]) -> bool:
        """One comp day used (A4 or A5); True when it is beyond the allowance and takes points as ABSENT."""
        self.uses += 1
        beyond = self.uses > self.policy.comp_days
        evidence = {"shifts": duty.shift_ids, "leaves": [v.id for v in leaves], "use": self.uses}
        self.entries.append(Entry(rule, "absent" if beyond else "comp", duty.start, self.policy.absent if beyond else Decimal(0), evidence))
        return beyond

    def add(self, duty: Duty, result: ShiftResult, leaves: Sequence[Leave]) -> None:
        """Take one duty's result into the month (A4, A5, A7)."""
        seconds = result.unworked
        if result.leave_use and self.use("A5", duty, leaves):
            seconds += result.comp_cover
        if result.forgot_use:
            self.use("A4", duty, ())
        if seconds:
            self.unpaid += min(Fraction(1), Fraction(seconds, duty.end - duty.start))
        self.entries += result.entries
        self.holiday_minutes += result.holiday_minutes


def judge_month(
    employee: int,
    duties: Sequence[Duty],
    ins: Sequence[int],
    outs: Sequence[int],
    leaves: Sequence[Leave],
    breaches: Sequence[tuple[int, int]],
    offline_checks: Sequence[tuple[int, int]],
    statutory: Sequence[tuple[int, int]],
    policy: PointPolicy,
) -> MonthResult:
    """A1-A8 for one person and month.

    `duties` are those that start in the month, in order; `ins`, `outs` sorted punch times; `breaches` (time, id) of the month;
    `offline_checks` (time, id) that found the client offline without an accepted reason; `statutory` spans of statutory days.
    """
    tally = _Tally(policy)
    counted: list[int] = []
    for duty in duties:
        found = attended(employee, duty, ins, outs, leaves, policy)
        result = judge_shift(found, statutory, policy)
        if result is not NOTHING:
            tally.add(duty, result, found.leaves)
        if offline_checks and found.expected is not None:
            counted += [check_id for at, check_id in offline_checks if duty.start <= at < duty.end]
    for at, breach_id in breaches:
        tally.entries.append(Entry("A6", "truant", at, policy.truant, {"breach": breach_id}))
    at_of = {check_id: at for at, check_id in offline_checks}
    every = policy.offline_every
    for end in range(every, len(counted) + 1, every):
        group = counted[end - every : end]
        tally.entries.append(Entry("A8", "offline", at_of[group[-1]], policy.offline, {"checks": group}))
    return _sum_up(tally, len(counted))


def _sum_up(tally: _Tally, offline_checks: int) -> MonthResult:
    entries = sorted(tally.entries, key=lambda e: (e.at, e.rule)) if len(tally.entries) > 1 else tally.entries
    by_kind = dict.fromkeys(("late", "absent", "early", "truant", "offline", "comp"), 0)
    for entry in entries:
        by_kind[entry.kind] += 1
    taken = sum((e.points for e in entries), Decimal(0))
    return MonthResult(
        by_kind["late"],
        by_kind["absent"],
        by_kind["early"],
        by_kind["truant"],
        by_kind["offline"],
        tally.uses,
        tally.unpaid,
        tally.holiday_minutes,
        max(Decimal(0), tally.policy.start_points - taken),
        offline_checks,
        entries,
    )


def action_of(score: Decimal, month_before: Decimal | None, two_before: Decimal | None, policy: PointPolicy) -> str:
    """A10: none, warning, penalty or severe; a month without a score (None) breaks the row of three."""
    row = (score, month_before, two_before)
    if all(s is not None and s <= policy.warn_at for s in row):
        return "severe"
    if score <= policy.penalty_at:
        return "penalty"
    return "warning" if score <= policy.warn_at else "none"


class Threshold(NamedTuple):
    """A10: a score that leads to an action, and how many points are left until it (0: it is reached)."""

    action: str
    at: Decimal
    left: Decimal


def thresholds(score: Decimal, month_before: Decimal | None, two_before: Decimal | None, policy: PointPolicy) -> list[Threshold]:
    """A10: the scores that lead to something in this month, the next one first; `severe` only where the two months before were low."""
    low_before = all(s is not None and s <= policy.warn_at for s in (month_before, two_before))
    steps = [("severe" if low_before else "warning", policy.warn_at)]
    if not low_before:
        steps.append(("penalty", policy.penalty_at))
    return [Threshold(action, at, max(Decimal(0), score - at)) for action, at in steps]
