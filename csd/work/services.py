"""Starting, ending and replacing attempts. Whether a person may do so is for the app that owns the run to say."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from csd.calendar.selectors import day_kinds
from csd.closing.models import Attempt, AttemptState, Chunk, MonthLock
from csd.database.rows import execute, rows_of
from csd.faultpoints import fault_point
from csd.months import Month
from csd.organisation.models import Employee
from csd.policy.selectors import values_in_force
from csd.work.registry import EDITIONS, FAILURES, RESULTS, SOURCES, STEPS

DAYS_AFTER = 35
# a chunk of fewer people costs as much for its statements as for its people
WORTH_A_CHUNK = 100


def freeze(month: Month) -> dict[str, Any]:
    """What an attempt uses: parameters with the ids of their values, the calendar, rule editions, highest ids of source rows.

    `changes` are the highest ids of their histories: what is above was changed or removed later.
    """
    calendar = day_kinds(month.first, month.last + timedelta(days=DAYS_AFTER))
    highest = rows_of(" UNION ALL ".join(f"SELECT '{table}', coalesce(max(id), 0) FROM {table}" for table in SOURCES))
    changes = rows_of(" UNION ALL ".join(f"SELECT '{table}', coalesce(max(pgh_id), 0) FROM {table}event" for table in SOURCES))
    return {
        "parameters": {key: [row_id, text] for key, (row_id, text) in values_in_force(month.first).items()},
        "calendar": {day.isoformat(): kind for day, kind in calendar.items()},
        "editions": {name: dict(editions(month)) for name, editions in EDITIONS.items()},
        "highest": dict(highest),
        "changes": dict(changes),
    }


def lock_month(month: Month) -> MonthLock:
    """The month's row locked alone: loads and edits that touch the month are over or have to wait."""
    MonthLock.objects.bulk_create([MonthLock(month=month)], ignore_conflicts=True)
    return MonthLock.objects.select_for_update().get(month=month)


@transaction.atomic
def start_attempt(*, month: Month, actor: Employee) -> Attempt:
    """A new running attempt with its first chunks; the month must be locked. IntegrityError when one is running already."""
    number = Attempt.objects.filter(month=month).aggregate(Max("number"))["number__max"] or 0
    attempt = Attempt.objects.create(month=month, number=number + 1, frozen=freeze(month), started_by=actor)
    plan_steps(attempt)
    return attempt


def plan_steps(attempt: Attempt, *, people: int | None = None) -> None:
    """The chunks of steps that are not there yet: the whole-month ones at the start, those per person once people are counted."""
    rows, size = [], people_per_chunk(people or 0)
    for step in STEPS.values():
        if not step.per_person and people is None:
            rows.append((attempt.pk, step.stage, step.name, 0, 0))
        elif step.per_person and people:
            rows += [(attempt.pk, step.stage, step.name, low, min(low + size, people)) for low in range(0, people, size)]
    # stage order is id order, so that whole-month steps come first in their stage
    Chunk.objects.bulk_create(
        Chunk(attempt_id=attempt_id, stage=stage, step=name, low=low, high=high) for attempt_id, stage, name, low, high in sorted(rows)
    )


def people_per_chunk(people: int) -> int:
    """At most CSD_PEOPLE_PER_CHUNK, the same number of chunks for each worker, and none of less than WORTH_A_CHUNK people."""
    workers, most = settings.CSD_RUN_WORKERS, settings.CSD_PEOPLE_PER_CHUNK
    chunks = workers * max(2, ceil(people / most / workers))
    return min(most, max(WORTH_A_CHUNK, ceil(people / chunks)))


@transaction.atomic
def cancel_attempt(*, attempt: Attempt) -> bool:
    """End a running attempt and remove what it wrote; False when it was over already. Waits for chunks being written."""
    locked = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if locked.state != AttemptState.RUNNING:
        return False
    remove_results(locked.pk)
    Attempt.objects.filter(pk=locked.pk).update(state=AttemptState.CANCELLED, finished_at=timezone.now())
    return True


def fail_attempt(*, attempt_id: int, failure: str) -> None:
    """End a running attempt that cannot go on: what went wrong is kept and told to whoever registered for it; its rows go."""
    ended = {"state": AttemptState.FAILED, "failure": failure, "finished_at": timezone.now()}
    if not Attempt.objects.filter(pk=attempt_id, state=AttemptState.RUNNING).update(**ended):
        return
    remove_results(attempt_id)
    for tell in FAILURES:
        tell(Attempt.objects.get(pk=attempt_id))


def remove_results(attempt_id: int) -> None:
    """Delete every row of an attempt from the registered result tables; the attempt itself stays for the record."""
    for result in RESULTS:
        table, _, link = result.partition(":")
        if link:
            column, parent = link.split(":")
            execute(f"DELETE FROM {table} USING {parent} p WHERE {table}.{column} = p.id AND p.attempt_id = %s", [attempt_id])
        else:
            execute(f"DELETE FROM {table} WHERE attempt_id = %s", [attempt_id])


def finish_attempt(*, attempt: Attempt) -> None:
    """Mark an attempt done inside the transaction of its last chunk; the one before it is superseded and its rows go."""
    before = Attempt.objects.filter(month=attempt.month, state=AttemptState.DONE).exclude(pk=attempt.pk).select_for_update()
    for older in before:
        remove_results(older.pk)
        fault_point("finish.removed")
        Attempt.objects.filter(pk=older.pk).update(state=AttemptState.SUPERSEDED)
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.DONE, finished_at=timezone.now())
