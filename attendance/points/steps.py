"""The step of a close that judges people's attendance (docs/rulebook.md A1-A10)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from attendance.points.rules import Entry, Leave, MonthResult, PointPolicy, action_of, judge_month
from attendance.points.selectors import scores_of
from csd.database.rows import copy_rows, execute, rows_of
from csd.faultpoints import fault_point
from csd.models import Chunk
from csd.months import SHANGHAI
from csd.work.context import AttemptContext
from csd.work.registry import Step
from duty.facts import selectors as duty
from duty.facts.rules import Duty

logger = logging.getLogger(__name__)
SCORE_COLUMNS = (
    "attempt_id",
    "employee_id",
    "late",
    "absent",
    "early",
    "truant",
    "offline",
    "comp_days_used",
    "unpaid_days",
    "holiday_minutes",
    "score",
    "action",
)
ENTRY_COLUMNS = ("attempt_id", "employee_id", "rule", "kind", "at", "points", "evidence")


def judge_people(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Judge the people of a chunk and write their scores and entries; whoever cannot be judged becomes a problem of their own."""
    people = [row[0] for row in rows_of(_PEOPLE, [chunk.attempt_id, chunk.low, chunk.high])]
    policy = policy_of(context)
    results, problems = results_of(context, people)
    highest = context.highest("attendance_scorehistory")
    before, two_before = (scores_of(context.month - months, people, highest) for months in (1, 2))
    fault_point("points.computed")
    scores, entries = [], []
    for person, result in results.items():
        action = action_of(result.score, before.get(person), two_before.get(person), policy)
        scores.append((chunk.attempt_id, person, *_score_cells(result), action))
        entries += [(chunk.attempt_id, person, *_entry_cells(entry)) for entry in result.entries]
    copy_rows("attendance_monthscore", SCORE_COLUMNS, scores)
    fault_point("points.half_written")
    copy_rows("attendance_pointentry", ENTRY_COLUMNS, entries)
    for person, (code, cause) in problems.items():
        execute(_PROBLEM, {"attempt": chunk.attempt_id, "person": person, "code": code, "cause": cause})
    return {"scores": len(scores), "entries": len(entries), "problems": len(problems)}


_PROBLEM = """
    UPDATE csd_attemptperson SET problem = coalesce(nullif(problem, ''), %(code)s), cause = %(cause)s
    WHERE attempt_id = %(attempt)s AND employee_id = %(person)s
"""
_PEOPLE = "SELECT employee_id FROM csd_attemptperson WHERE attempt_id = %s AND place >= %s AND place < %s ORDER BY place"


def policy_of(context: AttemptContext) -> PointPolicy:
    """The parameters of chapter A as the attempt froze them."""
    return PointPolicy(**{name: context.parameters[name] for name in PointPolicy._fields})


Problems = dict[int, tuple[str, str]]


class Facts(NamedTuple):
    """What people's month is judged by: employee id → duties, sorted times of signing in and out, leaves, breaches, offline checks."""

    duties: Mapping[int, Sequence[Duty]]
    marks: Mapping[int, tuple[list[int], list[int]]]
    leaves: Mapping[int, list[Leave]]
    breaches: Mapping[int, list[tuple[int, int]]]
    checks: Mapping[int, list[tuple[int, int]]]


def facts_of(context: AttemptContext, people: list[int], duties: Mapping[int, Sequence[Duty]]) -> Facts:
    """The rows that belong to these duties, a fixed number of statements for any number of people."""
    low, high = _span(context, duties)
    marks, leaves = marks_and_leaves(context, people, duties)
    breaches = _grouped(duty.breaches(context, people))
    return Facts(duties, marks, leaves, breaches, _grouped(duty.offline_checks(context, people, low, high)))


def marks_and_leaves(
    context: AttemptContext, people: list[int], duties: Mapping[int, Sequence[Duty]]
) -> tuple[Mapping[int, tuple[list[int], list[int]]], Mapping[int, list[Leave]]]:
    """Of these duties only what says how they were worked: sorted times of signing in and out, and leaves."""
    policy, (low, high) = policy_of(context), _span(context, duties)
    marks = duty.punches(context, people, low - policy.in_window * 60, high + policy.out_window * 60)
    leaves: dict[int, list[Leave]] = defaultdict(list)
    for person, *cells in duty.leaves(context, people, low, high):
        leaves[person].append(Leave(*cells))
    return marks, leaves


def _span(context: AttemptContext, duties: Mapping[int, Sequence[Duty]]) -> tuple[int, int]:
    """From the beginning of the month to the end of its last duty."""
    low = int(context.month.begin.timestamp())
    return low, max((rows[-1].end for rows in duties.values() if rows), default=low)


def results_of(context: AttemptContext, people: list[int]) -> tuple[Mapping[int, MonthResult], Problems]:
    """Employee id → the month's result from the rows as they stand; and who cannot be judged, with a code and the cause."""
    return judged(context, people, facts_of(context, people, duty.duties_in_month(context, people)))


def judged(context: AttemptContext, people: list[int], facts: Facts) -> tuple[Mapping[int, MonthResult], Problems]:
    """Employee id → the month's result by these facts; and who cannot be judged, with a code and the cause."""
    policy = policy_of(context)
    nothing: tuple[list[int], list[int]] = ([], [])
    results: dict[int, MonthResult] = {}
    problems: Problems = {}
    for person in people:
        (ins, outs), own = facts.marks.get(person, nothing), facts.duties.get(person, ())
        overlap = _overlap(own)
        if overlap:
            problems[person] = ("overlapping_shifts", overlap)
            continue
        given = (own, ins, outs, facts.leaves.get(person, ()), facts.breaches.get(person, ()), facts.checks.get(person, ()))
        try:
            results[person] = judge_month(person, *given, context.statutory_spans, policy)
        except Exception as error:
            logger.exception("attendance of employee %s cannot be judged", person)
            problems[person] = ("points_failed", f"{type(error).__name__}: {error}"[:500])
    return results, problems


def _overlap(duties: Sequence[Duty]) -> str:
    """The first two duties that overlap, which the database refuses to hold (D3); empty when none do."""
    for one, two in pairwise(duties):
        if two.start < one.end:
            first, second = (datetime.fromtimestamp(duty.start, SHANGHAI) for duty in (one, two))
            return f"{first:%Y-%m-%d %H:%M} / {second:%Y-%m-%d %H:%M}"
    return ""


def _grouped(rows: list[tuple[int, int, int]]) -> dict[int, list[tuple[int, int]]]:
    grouped: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person, at, row_id in rows:
        grouped[person].append((at, row_id))
    return grouped


def _score_cells(result: MonthResult) -> tuple[Any, ...]:
    unpaid = f"{result.unpaid_days.numerator}/{result.unpaid_days.denominator}"
    counts = (result.late, result.absent, result.early, result.truant, result.offline, result.comp_days_used)
    return (*counts, unpaid, result.holiday_minutes, result.score)


def _entry_cells(entry: Entry) -> tuple[Any, ...]:
    return (entry.rule, entry.kind, datetime.fromtimestamp(entry.at, SHANGHAI).isoformat(), entry.points, entry.evidence)


POINTS = Step("points", 1, judge_people, _("Attendance and points"), per_person=True)
