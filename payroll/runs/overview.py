"""Reads for the pages of pay runs: the list of months, the stages of a computing, what it left to look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from csd.database.rows import rows_of
from csd.jobs.progress import Progress, Stage
from csd.models import Attempt, AttemptState
from csd.months import Month
from csd.work.registry import STEPS
from payroll.runs.models import Run, RunEvent, RunException, RunState

_RUNS = """
    SELECT r.month, r.state, c.name, e.detail, EXISTS (SELECT 1 FROM csd_attempt t WHERE t.month = r.month AND t.state = 'running')
    FROM payroll_run r LEFT JOIN csd_attempt a ON a.id = r.attempt_id LEFT JOIN csd_employee c ON c.id = r.computed_by_id
    LEFT JOIN LATERAL (
        SELECT detail FROM payroll_runevent v WHERE v.run_id = r.id AND v.kind = 'computed' AND v.attempt_number = a.number ORDER BY v.id DESC LIMIT 1
    ) e ON true
    ORDER BY r.month DESC
"""  # noqa: E501
_STEPS = """
    SELECT step, count(*) FILTER (WHERE done), count(*), max(tries) FROM csd_chunk WHERE attempt_id = %s GROUP BY step, stage ORDER BY stage, min(id)
"""  # noqa: E501
# any row, and the first of those before a day: a look at few rows, where finding the very first would be a look at each
_DAYS_WITH_DATA = (
    ("SELECT start FROM duty_shift LIMIT 1", "SELECT min(start) FROM duty_shift WHERE start < %s::timestamp AT TIME ZONE 'Asia/Shanghai'"),
    ("SELECT date FROM payroll_sale LIMIT 1", "SELECT min(date) FROM payroll_sale WHERE date < %s"),
)
_DIFFERENCES = """
    SELECT e.employee_no, e.name, d.line, d.before, d.after, coalesce(d.after, 0) - coalesce(d.before, 0), e.employee_no AS k1, d.line AS k2
    FROM payroll_difference d JOIN csd_employee e ON e.id = d.employee_id WHERE d.attempt_id = %(attempt)s
"""


@dataclass(frozen=True)
class MonthOfRun:
    """A line of the list: `summary` are the figures of the computing it stands on (slips, gross, net, negative, exceptions)."""

    month: Month
    state: str
    computed_by: str
    summary: Mapping[str, Any]
    running: bool


def runs_of_all_months() -> list[MonthOfRun]:
    """Every month's run, newest first."""
    return [
        MonthOfRun(Month.of(month), state, name or "", _loaded(detail), running) for month, state, name, detail, running in rows_of(_RUNS)
    ]


def shown(attempt: Attempt) -> Progress:
    """How far a computing is, as a page shows it: in parts, with its steps in order."""
    counted = rows_of(_STEPS, [attempt.pk])
    stages = [Stage(STEPS[step].words if step in STEPS else step, done, parts, tries) for step, done, parts, tries in counted]
    done, parts = sum(stage.done for stage in stages), sum(stage.parts for stage in stages)
    words = gettext("%(done)d of %(chunks)d parts done") % {"done": done, "chunks": parts}
    url = reverse("pay-run-progress", kwargs={"month": attempt.month})
    return Progress(done, parts, words, attempt.state == AttemptState.RUNNING, url, stages=stages)


def next_month() -> Month | None:
    """The month that comes next: after the newest approved one, or the first with data; None where nothing is there."""
    newest = Run.objects.filter(state__in=(RunState.APPROVED, RunState.PAID)).order_by("-month").first()
    if newest:
        return newest.month + 1
    return _first_month_with_data()


def _first_month_with_data() -> Month | None:
    first = None
    for any_day, first_before in _DAYS_WITH_DATA:
        if first is None and (found := rows_of(any_day)):
            first = Month.of(found[0][0])
        if first is not None and (earlier := rows_of(first_before, [first.first])[0][0]):
            first = Month.of(earlier)
    return first


def events_of(run: Run) -> list[RunEvent]:
    """What happened to a run, newest first."""
    return list(RunEvent.objects.filter(run=run).select_related("actor").order_by("-id"))


def exception_with_id(run: Run, exception_id: int) -> RunException | None:
    """An exception of the computing a run stands on."""
    if run.attempt is None:
        return None
    return RunException.objects.filter(pk=exception_id, attempt=run.attempt).select_related("attempt", "employee", "left_out_by").first()


def difference_query() -> str:
    """The lines that recomputing has changed, with their keys for paging."""
    return _DIFFERENCES


def _loaded(detail: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(detail) if detail else {}
    return found
