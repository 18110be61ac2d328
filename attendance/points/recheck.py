"""A month's attendance, judged again from its rows and compared with what an attempt stored (docs/rulebook.md A1-A10, P18)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from attendance.points.rules import MonthResult, PointPolicy, action_of
from attendance.points.selectors import scores_of
from attendance.points.steps import policy_of, results_of
from csd.database.rows import rows_of
from csd.months import SHANGHAI
from csd.work.context import AttemptContext

# employee, the fact of a payslip it concerns, the source row, and what differs
Difference = tuple[int, str, str, str]
_SCORES = """
    SELECT employee_id, late, absent, early, truant, offline, comp_days_used, unpaid_days, holiday_minutes, score, action
    FROM attendance_monthscore WHERE attempt_id = %s AND employee_id = ANY(%s)
"""
_ENTRIES = """
    SELECT employee_id, rule, kind, date_part('epoch', at)::int8, points, evidence FROM attendance_pointentry
    WHERE attempt_id = %s AND employee_id = ANY(%s)
"""
_STATUTORY_SHIFTS = """
    SELECT s.id FROM duty_shift s WHERE s.employee_id = %(person)s AND s.start < %(end)s AND s."end" > %(begin)s AND EXISTS (
        SELECT 1 FROM unnest(%(days)s::date[]) AS d(day) WHERE s.start < ((d.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
        AND s."end" > (d.day::timestamp AT TIME ZONE 'Asia/Shanghai')) ORDER BY s.id
"""
_GONE = (
    "SELECT id FROM unnest(%s::bigint[]) AS wanted(id) WHERE NOT EXISTS (SELECT 1 FROM duty_onlinecheck c WHERE c.id = wanted.id"
    " AND NOT c.online AND NOT c.reason_accepted)"
)


class Entry(NamedTuple):
    """An entry as it can be compared; `evidence` is JSON in one spelling."""

    rule: str
    kind: str
    at: int
    points: Decimal
    evidence: str


class Score(NamedTuple):
    """A stored score."""

    counts: tuple[int, ...]
    unpaid: Fraction
    minutes: int
    score: Decimal
    action: str


def differences(context: AttemptContext, people: list[int]) -> Iterator[Difference]:
    """What is stored of some people's month but does not follow from the rows as they stand."""
    policy = policy_of(context)
    results, problems = results_of(context, people)
    scores = {row[0]: Score(tuple(row[1:7]), Fraction(row[7]), *row[8:]) for row in rows_of(_SCORES, [context.attempt_id, people])}
    entries: dict[int, list[Entry]] = {}
    for person, rule, kind, at, points, evidence in rows_of(_ENTRIES, [context.attempt_id, people]):
        entries.setdefault(person, []).append(Entry(rule, kind, at, points, _spelled(json.loads(evidence))))
    highest = context.highest("attendance_scorehistory")
    before, two_before = (scores_of(context.month - months, people, highest) for months in (1, 2))
    for person in people:
        stored, now = scores.get(person), results.get(person)
        if stored is None and now is None:
            continue
        if stored is None:
            yield person, "action", "score", "is gone"
        elif now is None:
            yield person, "action", "duties", f"cannot be judged now: {problems[person][1]}"
        else:
            rows = entries.get(person, [])
            yield from ((person, *difference) for difference in _compared(context, person, stored, rows, now))
            yield from (
                (person, *difference) for difference in _action(context, stored, now, (before.get(person), two_before.get(person)), policy)
            )


def _compared(context: AttemptContext, person: int, stored: Score, rows: list[Entry], now: MonthResult) -> Iterator[tuple[str, str, str]]:
    kept = Counter(rows)
    found = Counter(Entry(e.rule, e.kind, e.at, e.points, _spelled(e.evidence)) for e in now.entries)
    for entry in (kept - found).elements():
        yield "action", _source(entry), f"{entry.rule} {entry.kind} {entry.points} stored, not from the rows now"
    for entry in (found - kept).elements():
        yield "action", _source(entry), f"{entry.rule} {entry.kind} {entry.points} from the rows now, not stored"
    counts = (now.late, now.absent, now.early, now.truant, now.offline, now.comp_days_used)
    if (stored.counts, stored.score) != (counts, now.score):
        yield "action", _sources(kept, found), f"score {stored.score} {stored.counts} stored, {now.score} {counts} now"
    if stored.unpaid != now.unpaid_days:
        yield "unpaid_days", _sources(kept, found), f"{stored.unpaid} stored, {now.unpaid_days} now"
    if stored.minutes != now.holiday_minutes:
        yield "holiday_minutes", _statutory_shifts(context, person), f"{stored.minutes} minutes stored, {now.holiday_minutes} now"


def _action(
    context: AttemptContext, stored: Score, now: MonthResult, before: tuple[Decimal | None, Decimal | None], policy: PointPolicy
) -> Iterator[tuple[str, str, str]]:
    action = action_of(now.score, before[0], before[1], policy)
    if action != stored.action and stored.score == now.score:
        source = f"scores of {context.month - 2} and {context.month - 1}"
        yield "action", source, f"{stored.action} stored, {action} now"
    elif action != stored.action:
        yield "action", "score", f"{stored.action} stored, {action} now"


def _spelled(evidence: Any) -> str:
    return json.dumps(evidence, sort_keys=True)


def _sources(kept: Counter[Entry], found: Counter[Entry]) -> str:
    """The rows that entries differ by; `score` where none do."""
    names = [_source(entry) for entry in [*(kept - found), *(found - kept)]]
    return ", ".join(dict.fromkeys(names)) or "score"


def _source(entry: Entry) -> str:
    """The row that an entry rests on, written as somebody would look for it."""
    evidence = json.loads(entry.evidence)
    if "breach" in evidence:
        return f"breach {evidence['breach']}"
    if "checks" in evidence:
        missing = [row for (row,) in rows_of(_GONE, [evidence["checks"]])]
        return _listed("online check", missing or evidence["checks"])
    shifts = f"{_listed('shift', evidence.get('shifts', []))} ({datetime.fromtimestamp(entry.at, SHANGHAI):%Y-%m-%d %H:%M})"
    if "punch" in evidence:
        return f"punch {datetime.fromtimestamp(evidence['punch'], SHANGHAI):%Y-%m-%d %H:%M:%S}, {_listed('shift', evidence['shifts'])}"
    if evidence.get("leaves"):
        return f"{_listed('leave', evidence['leaves'])}, {shifts}"
    return shifts


def _listed(word: str, ids: Iterable[int]) -> str:
    return f"{word} {', '.join(map(str, ids))}"


def _statutory_shifts(context: AttemptContext, person: int) -> str:
    days = [day for day, kind in context.day_kinds.items() if kind == "statutory"]
    window = {"person": person, "begin": context.month.begin, "end": context.month.end, "days": days}
    return _listed("shift", [row for (row,) in rows_of(_STATUTORY_SHIFTS, window)] or ["on a statutory day"])  # type: ignore[list-item]
