"""What a job's function is given: what to do, how to say how far it is, how to write what comes of it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from csd.faultpoints import fault_point
from csd.jobs.engine import Over
from csd.jobs.models import OPEN_JOBS, Job, JobPart, JobState

TELL_SECONDS = 0.5


class Cancelled(Over):
    """Somebody ended the job: whoever works on it stops here."""


class Task:
    """One part of a job, for whoever does it."""

    def __init__(self, job: Job, part: JobPart) -> None:
        self._job, self._part = job, part
        self._said = 0.0
        self.about: str = job.about
        self.given: dict[str, Any] = part.given
        self.asked_at = job.asked_at
        self.best: Any = job.best
        self.over = False

    def say(self, done: int, all: int | None = None, *, best: Any = None) -> None:
        """How far it is, seen at once and by everybody; Cancelled when the job is over. `best` is kept for whoever goes on.

        Two calls in half a second write once, unless there is something better.
        """
        if best is None and time.monotonic() - self._said < TELL_SECONDS:
            return
        self._said = time.monotonic()
        if best is not None:
            self.best = best
            if not Job.objects.filter(pk=self._job.pk, state__in=OPEN_JOBS).update(best=best):
                raise Cancelled
        if not JobPart.objects.filter(pk=self._part.pk, done=False, job__state__in=OPEN_JOBS).update(said=done, of=all):
            raise Cancelled

    @contextlib.contextmanager
    def results(self) -> Iterator[None]:
        """One transaction for what the part writes and for the mark that it is done. Cancelled where the job is over."""
        with transaction.atomic():
            # the job's row alone: two last parts end one after the other, and nobody cancels in between
            if not Job.objects.select_for_update().filter(pk=self._job.pk, state__in=OPEN_JOBS).exists():
                raise Cancelled
            fault_point("job.results")
            yield
            now = timezone.now()
            if not JobPart.objects.filter(pk=self._part.pk, done=False).update(done=True, done_at=now):
                raise Over
            fault_point("job.marked")
            if not JobPart.objects.filter(job=self._job, done=False).exists():
                Job.objects.filter(pk=self._job.pk).update(state=JobState.DONE, finished_at=now)
        self.over = True


def do(job: Job, part: JobPart, run: Callable[[Task], None]) -> None:
    """Do a part; one that wrote no results of its own is marked done at its end."""
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(state=JobState.WORKING, started_at=timezone.now())
    task = Task(job, part)
    fault_point("job.begun")
    run(task)
    if not task.over:
        with task.results():
            pass
