"""The line of jobs: parts held by the session that does them, stage after stage."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.utils import timezone, translation

from csd.database.locks import IS_HELD
from csd.database.rows import rows_of
from csd.jobs.claims import Held, InSession
from csd.jobs.engine import Over
from csd.jobs.models import OPEN_JOBS, Job, JobPart, JobState
from csd.jobs.registry import JOBS, LIMIT_SECONDS
from csd.jobs.task import do

JOB_LOCK = 0x4A4F4201
_FREE = f"""
    p.job_id = j.id AND NOT p.done AND NOT {IS_HELD.format(space=JOB_LOCK, row="p.id")}
      AND p.stage = (SELECT min(stage) FROM csd_jobpart WHERE job_id = j.id AND NOT done)
"""
_NEXT = f"SELECT p.id FROM csd_job j JOIN csd_jobpart p ON {_FREE} WHERE j.id = %s ORDER BY p.tries, p.number LIMIT 1"
_IDLE = f"SELECT j.id FROM csd_job j WHERE j.state IN ('waiting', 'working') AND EXISTS (SELECT 1 FROM csd_jobpart p WHERE {_FREE})"


class Jobs(InSession):
    """The jobs of all kinds."""

    name = "job"
    parts = "csd_jobpart"
    limits = (LIMIT_SECONDS, LIMIT_SECONDS + 60)

    def queue_of(self, row_id: int) -> str:
        """As its kind says."""
        return JOBS[Job.objects.get(pk=row_id).kind].queue

    def next_part(self, row_id: int) -> Held | None:
        """A free part of the earliest stage that is not done."""
        job = self._open(row_id)
        found = rows_of(_NEXT, [row_id])
        if not found:
            return None
        part = JobPart.objects.get(pk=found[0][0])
        return Held(f"{job.kind} {part.number}", lambda: self._do(job, part), part.pk, JOB_LOCK, part.pk)

    def still_to_do(self, row_id: int, part: Held) -> bool:
        """A part that is not done."""
        self._open(row_id)
        return JobPart.objects.filter(pk=part.lock, done=False).exists()

    def idle(self) -> list[int]:
        """Jobs with something to do that nobody is doing; those whose kind is gone wait for it to come back."""
        known = set(Job.objects.filter(kind__in=JOBS, state__in=OPEN_JOBS).values_list("id", flat=True))
        return [job for (job,) in rows_of(_IDLE) if job in known]

    @contextlib.contextmanager
    def speaking(self, row_id: int) -> Iterator[None]:
        """In the language of whoever asked for it."""
        with translation.override(Job.objects.get(pk=row_id).language):
            yield

    def fail(self, row_id: int, sentence: str) -> None:
        """What parts have written stays."""
        ended = {"state": JobState.FAILED, "failure": sentence[:2000], "finished_at": timezone.now()}
        Job.objects.filter(pk=row_id, state__in=OPEN_JOBS).update(**ended)

    def _do(self, job: Job, part: JobPart) -> None:
        with self.speaking(job.pk):
            do(job, part, JOBS[job.kind].run)

    def _open(self, row_id: int) -> Job:
        job = Job.objects.filter(pk=row_id, state__in=OPEN_JOBS).first()
        if job is None:
            raise Over
        return job


JOBS_LINE = Jobs()
