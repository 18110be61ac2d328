"""What is done to a job, the same for the test of a guard and for its control: preparing the month, in several parts."""

from __future__ import annotations

from celery import current_app

from attendance.close.tasks import prepare
from csd.database.rows import rows_of
from csd.installation.embedded.processes import wait_until
from csd.jobs.lines import JOBS_LINE
from csd.jobs.services import do_now, start
from csd.jobs.waking import TAKE_LONG_PART
from csd.models import Job, JobPart, JobState
from tests.faults import processes
from tests.faults.rig import MONTH, Rig

SECONDS = 60
PARTS = [(0, {"after": 0, "until": 20}), (0, {"after": 20, "until": 40}), (0, {"after": 40, "until": None}), (1, {})]


def asked(*, tell: bool = False) -> Job:
    """The month is to be prepared; nobody is told unless the test says so."""
    return start(prepare, str(MONTH), None, parts=PARTS, tell=tell)


def undisturbed() -> list[str]:
    """What this process alone makes of it."""
    job = do_now(asked())
    # the sweep may have woken somebody who still holds a part
    assert wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE, SECONDS)
    return written()


def written() -> list[str]:
    """The rows of the preparation, without when they were written."""
    tables = ("attendance_runningscore", "attendance_finding")
    rows = "SELECT md5(string_agg(r, '' ORDER BY r)) FROM (SELECT (to_jsonb(t) - 'id' - 'as_of')::text AS r FROM {} t) x"
    return [str(rows_of(rows.format(table))[0][0]) for table in tables]


def wrong_with(job: Job, expected: list[str], seconds: float = SECONDS) -> list[str]:
    """What is wrong with a job that was disturbed: it must end by itself in time, be right, and count no fault from outside."""
    if not wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE, seconds):
        return [f"it is {Job.objects.get(pk=job.pk).state} after {seconds} s"]
    found = {
        "what it wrote differs": written() != expected,
        "a failed try was counted": JobPart.objects.filter(job=job, tries__gt=0).exists(),
    }
    return [sentence for sentence, holds in found.items() if holds]


def delivered_in_parallel(rig: Rig, expected: list[str]) -> list[str]:
    """One worker stands still in a part, the one of another queue gets the same message; what is wrong, how often parts were begun."""
    with rig.fault("stop job.begun", 2) as begun:
        job = asked()
        deliver(job, "interactive")
        assert begun.met(30)
        deliver(job, "optimiser")
        assert wait_until(lambda: begun.visits > 2, 20)
        wait_until(lambda: begun.visits > len(PARTS), 2)
        processes.wake(rig.mark)
        found = wrong_with(job, expected)
    return found + [f"{begun.visits} parts were begun for {len(PARTS)}"] * (begun.visits != len(PARTS))


def deliver(job: Job, queue: str) -> None:
    """Its message, to the workers of any queue."""
    current_app.send_task(TAKE_LONG_PART, (JOBS_LINE.name, job.pk), queue=queue)
