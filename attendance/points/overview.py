"""One person's month of points for a page: as it was closed, or as it stands now (docs/rulebook.md A1-A10)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from attendance.points.live import live_month
from attendance.points.rules import Entry, PointPolicy
from attendance.points.steps import policy_of
from csd.database.rows import rows_of
from csd.models import Attempt, Employee
from csd.months import SHANGHAI, Month
from csd.work.context import AttemptContext
from duty.facts.present import Move

MONTHS_BEFORE = 12
_SCORE = """
    SELECT late, absent, early, truant, offline, comp_days_used, score, action FROM attendance_monthscore
    WHERE attempt_id = %s AND employee_id = %s
"""
_ENTRIES = (
    "SELECT rule, kind, date_part('epoch', at)::int8, points, evidence FROM attendance_pointentry WHERE attempt_id = %s"
    " AND employee_id = %s"
)
# closed months, and those from before the system started; a computed score beats a loaded one
_BEFORE = """
    SELECT month, score, action FROM (
        SELECT DISTINCT ON (month) month, score, action FROM (
            SELECT a.month, s.score, s.action, 0 AS rank FROM csd_attempt a JOIN attendance_monthscore s ON s.attempt_id = a.id AND s.employee_id = %(person)s
            WHERE a.sealed AND a.month < %(month)s AND a.month >= %(from)s
          UNION ALL
            SELECT month, score, '', 1 FROM attendance_scorehistory WHERE employee_id = %(person)s AND month < %(month)s AND month >= %(from)s
        ) scores ORDER BY month, rank
    ) one_each ORDER BY month DESC
"""  # noqa: E501
COUNTS = ("late", "absent", "early", "truant", "offline", "comp_days_used")


@dataclass(frozen=True)
class Shown:
    """An entry with the name it has in an address."""

    key: str
    entry: Entry

    @property
    def at(self) -> datetime:
        """When it happened."""
        return datetime.fromtimestamp(self.entry.at, SHANGHAI)


@dataclass(frozen=True)
class PointsMonth:
    """A person's month. `attempt` is the closed computing, None while it is provisional; `to_come` duties are not over.

    `score` is None where the month cannot be judged, `problem` says why.
    """

    person: Employee
    month: Month
    context: AttemptContext
    moves: Sequence[Move]
    attempt: Attempt | None
    score: Decimal | None
    action: str
    counts: Mapping[str, int]
    entries: Sequence[Shown]
    before: Sequence[tuple[Month, Decimal, str]]
    to_come: int = 0
    problem: str = ""

    @property
    def provisional(self) -> bool:
        """Whether it may still change."""
        return self.attempt is None

    @property
    def policy(self) -> PointPolicy:
        """The parameters it is judged by."""
        return policy_of(self.context)

    def entry_named(self, key: str) -> Shown | None:
        """An entry by its name."""
        return next((entry for entry in self.entries if entry.key == key), None)


def was_employed(person: Employee, month: Month) -> bool:
    """Whether a person is scored in a month: employed on at least one day of it (docs/rulebook.md A)."""
    return person.hire_date <= month.last and (person.leave_date is None or person.leave_date >= month.first)


def points_month(person: Employee, month: Month) -> PointsMonth:
    """A person's month of points: the closed one where there is one, else as it stands now."""
    attempt = Attempt.objects.filter(month=month, sealed=True).first()
    span = {"person": person.pk, "month": month.first, "from": (month - MONTHS_BEFORE).first}
    before = [(Month.of(day), score, action) for day, score, action in rows_of(_BEFORE, span)]
    stored = rows_of(_SCORE, [attempt.pk, person.pk]) if attempt else []
    if attempt and stored:
        return _closed(person, attempt, stored[0], before)
    return _provisional(person, month, before)


def _closed(person: Employee, attempt: Attempt, row: Sequence[Any], before: Sequence[tuple[Month, Decimal, str]]) -> PointsMonth:
    rows = rows_of(_ENTRIES, [attempt.pk, person.pk])
    entries = [Entry(rule, kind, at, points, json.loads(evidence)) for rule, kind, at, points, evidence in rows]
    context = AttemptContext.of(attempt)
    counts = dict(zip(COUNTS, row[:6], strict=True))
    moves = rows_of(
        "SELECT shift_id, rostered_id, holder_id, swap_id FROM duty_shiftmove WHERE attempt_id = %s AND holder_id = %s",
        [attempt.pk, person.pk],
    )
    return PointsMonth(person, attempt.month, context, moves, attempt, row[6], row[7], counts, named(entries), before)


def _provisional(person: Employee, month: Month, before: Sequence[tuple[Month, Decimal, str]]) -> PointsMonth:
    live = live_month(month, [person.pk])
    found = live.results.get(person.pk)
    to_come = live.to_come.get(person.pk, 0)
    if found is None:
        _code, cause = live.problems[person.pk]
        return PointsMonth(person, month, live.context, live.moves, None, None, "", {}, [], before, to_come, cause)
    counts = {name: getattr(found, name) for name in COUNTS}
    entries = named(found.entries)
    return PointsMonth(
        person, month, live.context, live.moves, None, found.score, live.actions[person.pk], counts, entries, before, to_come
    )


def named(entries: Sequence[Entry]) -> list[Shown]:
    """Entries in order of time, each with a name of its own: rule and second, and a number where two share them."""
    seen: Counter[str] = Counter()
    shown = []
    for entry in sorted(entries, key=lambda e: (e.at, e.rule, str(e.evidence))):
        name = f"{entry.rule}-{entry.at}"
        seen[name] += 1
        shown.append(Shown(name if seen[name] == 1 else f"{name}-{seen[name]}", entry))
    return shown
