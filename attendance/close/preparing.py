"""Preparing a month that is not closed yet: where everybody stands and what is missing (docs/rulebook.md A11). It decides nothing.

People are taken in portions, each in one transaction that replaces what was written about them before: preparing twice, late or after
a crash gives the same rows. Whoever goes on with a preparation that was cut off begins after the last person written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from attendance.points.live import Live, live_of
from attendance.points.models import FindingKind, Preparation
from attendance.points.rules import MINUTE
from attendance.points.steps import policy_of
from csd.database.rows import copy_rows, execute, rows_of
from csd.months import SHANGHAI, Month
from csd.work.context import AttemptContext
from duty.facts import selectors as duty
from duty.facts.present import Move, held_shifts, present_context
from duty.facts.rules import meet
from duty.facts.steps import moves_of

SCORES = ("month", "employee_id", "late", "absent", "early", "truant", "offline", "comp_days_used", "score", "action", "as_of")
FINDINGS = ("month", "employee_id", "kind", "at", "note")
# written with each person; the others with the month as a whole
OF_PERSON = (FindingKind.NO_ROSTER, FindingKind.STRAY_PUNCH, FindingKind.NOT_JUDGED)
_PEOPLE = """
    SELECT id FROM csd_employee WHERE id > %(after)s AND (%(until)s IS NULL OR id <= %(until)s) AND hire_date <= %(last)s AND (leave_date IS NULL OR leave_date >= %(first)s)
    ORDER BY id LIMIT %(limit)s
"""  # noqa: E501
_ENDS = """
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM csd_employee
        WHERE hire_date <= %(last)s AND (leave_date IS NULL OR leave_date >= %(first)s)) e WHERE place %% %(size)s = 0 ORDER BY id
"""
# a part takes a few seconds, and the next message in its queue waits no longer than that
PEOPLE_PER_PART = 4000
_CLOSED = "SELECT 1 FROM csd_attempt WHERE month = %s AND sealed"
# of the whole month at once: leave, swaps and breaches are few
_OF_MONTH = {
    FindingKind.OPEN_LEAVE: """SELECT employee_id, greatest(start, %(begin)s), kind FROM duty_leave
        WHERE "end" > %(begin)s AND start < %(end)s AND (approved_at IS NULL OR approver_id IS NULL)""",
    FindingKind.OPEN_SWAP: """SELECT employee_id, shift_start, '' FROM duty_swap
        WHERE shift_start >= %(begin)s AND shift_start < %(end)s AND (accepted_at IS NULL OR approved_at IS NULL)""",
    FindingKind.BREACH: "SELECT employee_id, time, left(note, 500) FROM duty_breach WHERE time >= %(begin)s AND time < %(end)s",
}


def prepare_month(*, month: Month, now: datetime | None = None) -> Preparation | None:
    """Prepare a month from beginning to end; None for one that is closed, whose provisional rows go."""
    as_of = now or timezone.now()
    for _last in portions(month, as_of):
        pass
    return finish_preparing(month, as_of)


def portions(month: Month, as_of: datetime, after: int = 0, until: int | None = None) -> Iterator[int]:
    """Write people portion by portion, those after a person up to another; yields the id of the last person of each."""
    if rows_of(_CLOSED, [month.first]):
        return
    context = present_context(month)
    moves = moves_of(context)[1]
    span = {"first": month.first, "last": month.last, "limit": settings.CSD_PEOPLE_PER_CHUNK, "until": until}
    while people := [row[0] for row in rows_of(_PEOPLE, {**span, "after": after})]:
        _write_portion(context, people, moves, as_of)
        after = people[-1]
        yield after


def parts_of(month: Month) -> list[dict[str, int | None]]:
    """The people of a month cut into parts for several workers, each {after, until}; whoever comes later belongs to the last."""
    ends = [row[0] for row in rows_of(_ENDS, {"first": month.first, "last": month.last, "size": PEOPLE_PER_PART})]
    return [{"after": after, "until": until} for after, until in zip([0, *ends], [*ends, None], strict=True)]


@transaction.atomic
def finish_preparing(month: Month, as_of: datetime) -> Preparation | None:
    """What concerns the month as a whole, and how many of each there are."""
    _lock(month)
    if rows_of(_CLOSED, [month.first]):
        for table in ("attendance_runningscore", "attendance_finding", "attendance_preparation"):
            execute(f"DELETE FROM {table} WHERE month = %s", [month.first])
        return None
    execute("DELETE FROM attendance_runningscore WHERE month = %s AND as_of < %s", [month.first, as_of])
    execute("DELETE FROM attendance_finding WHERE month = %s AND kind <> ALL(%s)", [month.first, [kind.value for kind in OF_PERSON]])
    span = {"month": month.first, "begin": month.begin, "end": month.end}
    for kind, query in _OF_MONTH.items():
        execute(
            f"INSERT INTO attendance_finding (month, employee_id, at, note, kind) SELECT %(month)s, f.*, '{kind}' FROM ({query}) f", span
        )
    return Preparation.objects.update_or_create(month=month, defaults={"as_of": as_of, **_counted(month)})[0]


def _counted(month: Month) -> dict[str, Any]:
    actions = dict(rows_of("SELECT action, count(*) FROM attendance_runningscore WHERE month = %s GROUP BY action", [month.first]))
    kinds = dict(rows_of("SELECT kind, count(*) FROM attendance_finding WHERE month = %s GROUP BY kind", [month.first]))
    return {"people": sum(actions.values()) + kinds.get(FindingKind.NOT_JUDGED, 0), "counts": {"actions": actions, "kinds": kinds}}


@transaction.atomic
def _write_portion(context: AttemptContext, people: list[int], moves: Sequence[Move], as_of: datetime) -> None:
    month = context.month
    _lock(month)
    live = live_of(context, people, moves, as_of)
    execute("DELETE FROM attendance_runningscore WHERE month = %s AND employee_id = ANY(%s)", [month.first, people])
    execute(
        "DELETE FROM attendance_finding WHERE month = %s AND employee_id = ANY(%s) AND kind = ANY(%s)",
        [month.first, people, [kind.value for kind in OF_PERSON]],
    )
    copy_rows("attendance_runningscore", SCORES, [_score(month, person, live, as_of) for person in live.results])
    copy_rows("attendance_finding", FINDINGS, [(month.first, *row) for row in _findings(context, people, moves, live, as_of)])


def _lock(month: Month) -> None:
    execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"prepare {month}"])


def _score(month: Month, person: int, live: Live, as_of: datetime) -> tuple[Any, ...]:
    found = live.results[person]
    counts = (found.late, found.absent, found.early, found.truant, found.offline, found.comp_days_used)
    return (month.first, person, *counts, found.score, live.actions[person], as_of.isoformat())


def _findings(
    context: AttemptContext, people: list[int], moves: Sequence[Move], live: Live, as_of: datetime
) -> Iterator[tuple[int, str, str, str]]:
    """(employee, kind, when, note) of what is missing for single people."""
    begin = context.month.begin.isoformat()
    for person, (_code, cause) in live.problems.items():
        yield person, FindingKind.NOT_JUDGED.value, begin, cause
    held = held_shifts(context, people, moves)
    first = int(context.month.begin.timestamp())
    for person in people:
        if not any(start >= first for start, _end, _id in held.get(person, ())):
            yield person, FindingKind.NO_ROSTER.value, begin, ""
    for person, at in _stray(context, people, held, as_of):
        yield person, FindingKind.STRAY_PUNCH.value, datetime.fromtimestamp(at, SHANGHAI).isoformat(), ""


def _stray(context: AttemptContext, people: list[int], held: duty.Shifts, as_of: datetime) -> Iterator[tuple[int, int]]:
    """Punches of the month that lie in the window of no duty (A1). The last hours may belong to the first duty of the next month."""
    policy = policy_of(context)
    before, after = policy.in_window * MINUTE, policy.out_window * MINUTE
    last = min(context.month.end - timedelta(seconds=before + 1), as_of)
    for person, (ins, outs) in duty.punches(context, people, int(context.month.begin.timestamp()), int(last.timestamp())).items():
        windows = [(one.start - before, one.end + after) for one in meet(held.get(person, []))]
        yield from ((person, at) for at in sorted({*ins, *outs}) if not any(start <= at <= end for start, end in windows))
