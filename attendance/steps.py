"""The step of a close that judges people's attendance (RULES.md A1-A10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attendance.rules import Entry, Leave, MonthResult, PointPolicy, action_of, judge_month
from attendance.selectors import scores_of
from csd.copying import copy_rows, rows_of
from csd.faultpoints import fault_point
from csd.models import Chunk
from csd.months import SHANGHAI
from csd.work.context import AttemptContext
from csd.work.registry import Step
from duty import selectors as duty

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
    """Judge the people of a chunk and write their scores and entries."""
    people = [row[0] for row in rows_of(_PEOPLE, [chunk.attempt_id, chunk.low, chunk.high])]
    policy = policy_of(context)
    results = _results(context, people, policy)
    before, two_before = scores_of(context.month - 1, people), scores_of(context.month - 2, people)
    fault_point("points.computed")
    scores, entries = [], []
    for person, result in results.items():
        action = action_of(result.score, before.get(person), two_before.get(person), policy)
        scores.append((chunk.attempt_id, person, *_score_cells(result), action))
        entries += [(chunk.attempt_id, person, *_entry_cells(entry)) for entry in result.entries]
    copy_rows("attendance_monthscore", SCORE_COLUMNS, scores)
    fault_point("points.half_written")
    copy_rows("attendance_pointentry", ENTRY_COLUMNS, entries)
    return {"scores": len(scores), "entries": len(entries)}


_PEOPLE = "SELECT employee_id FROM csd_attemptperson WHERE attempt_id = %s AND place >= %s AND place < %s ORDER BY place"


def policy_of(context: AttemptContext) -> PointPolicy:
    """The parameters of chapter A as the attempt froze them."""
    return PointPolicy(**{name: context.parameters[name] for name in PointPolicy._fields})


def _results(context: AttemptContext, people: list[int], policy: PointPolicy) -> Mapping[int, MonthResult]:
    duties = duty.duties_in_month(context, people)
    low = int(context.month.begin.timestamp())
    high = max((rows[-1].end for rows in duties.values() if rows), default=low)
    marks = duty.punches(context, people, low - policy.in_window * 60, high + policy.out_window * 60)
    leaves: dict[int, list[Leave]] = defaultdict(list)
    for person, *cells in duty.leaves(context, people, low, high):
        leaves[person].append(Leave(*cells))
    breaches = _grouped(duty.breaches(context, people))
    checks = _grouped(duty.offline_checks(context, people, low, high))
    nothing: tuple[list[int], list[int]] = ([], [])
    results = {}
    for person in people:
        ins, outs = marks.get(person, nothing)
        results[person] = judge_month(
            person,
            duties.get(person, ()),
            ins,
            outs,
            leaves.get(person, ()),
            breaches.get(person, ()),
            checks.get(person, ()),
            context.statutory_spans,
            policy,
        )
    return results


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


POINTS = Step("points", 1, judge_people, per_person=True)
