"""Starting and ending jobs; running sweeps: once per slot, again where the worker died, a failure kept in words.

Whether a person may start a job is for the app that owns the kind to say.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django_celery_beat.models import PeriodicTask

from csd.access.acting import acting
from csd.database.locks import held
from csd.database.lost_connections import connection_lost
from csd.faultpoints import fault_point
from csd.jobs.engine import work_on
from csd.jobs.lines import JOBS_LINE
from csd.jobs.models import OPEN_JOBS, Job, JobPart, JobState, SweepRun
from csd.jobs.registry import LIMIT_SECONDS, SWEEP_LOCK, SWEEPS, TASK, JobKind
from csd.jobs.waking import wake
from csd.organisation.models import Employee

# the constraint that says that one about the same is under way
ONCE_AT_A_TIME = "job_once_at_a_time"
logger = logging.getLogger(__name__)
# nobody looks at last week's runs of a sweep that runs every ten seconds
RUNS_KEPT = 100
# an offer too many finds nothing to do
WORKERS_ASKED = 4
PartPlan = tuple[int, dict[str, Any]]


def drop_old_entries(**_signal: object) -> int:
    """Take out of beat's own table what an earlier release had in the timetable: its tasks are gone.

    Called after every migration and at the start of beat.
    """
    if PeriodicTask._meta.db_table not in connection.introspection.table_names():
        return 0
    ours = PeriodicTask.objects.filter(task__regex=r"^(csd|duty|attendance|payroll|hazmat)\.")
    gone: int = ours.exclude(name__in=SWEEPS, task=TASK).delete()[0]
    return gone


def run_sweep(name: str, now: datetime | None = None) -> SweepRun | None:
    """Do a sweep for its newest slot; None where somebody does it or has done it. KeyError for a sweep that is gone.

    Whoever dies in the middle frees the slot: the next delivery does it again.
    """
    sweep, moment = SWEEPS[name], now or timezone.now()
    run, _created = SweepRun.objects.get_or_create(name=name, slot=sweep.timetable.slot(moment))
    with held(SWEEP_LOCK, run.pk) as mine:
        if not mine or not SweepRun.objects.filter(pk=run.pk, finished_at=None).exists():
            return None
        fault_point("sweep.began")
        try:
            run.found = sweep.run()
        except Exception as error:
            if connection_lost(error):
                raise
            logger.exception("the sweep %s failed", name)
            run.failure = f"{type(error).__name__}: {error}"[:2000]
        fault_point("sweep.done")
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at", "found", "failure"])
    SweepRun.objects.filter(name=name, slot__lt=run.slot - RUNS_KEPT * sweep.timetable.every).delete()
    return run


def start(kind: JobKind, about: str, by: Employee | None, *, parts: Sequence[PartPlan] = ((0, {}),), tell: bool = True) -> Job:
    """A new job, of one part unless `parts` (stage, what is given) say otherwise; the one under way where there is one about the same."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind.name, about=about, by=by, language=language)
            JobPart.objects.bulk_create(JobPart(job=job, number=n, stage=stage, given=given) for n, (stage, given) in enumerate(parts))
            if tell:
                transaction.on_commit(lambda: wake(JOBS_LINE, job.pk, min(len(parts), WORKERS_ASKED)))
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != ONCE_AT_A_TIME:
            raise
        running = Job.objects.filter(kind=kind.name, about=about, state__in=OPEN_JOBS).first()
        # it ended between the two statements: then it is asked for again
        return running or start(kind, about, by, parts=parts, tell=tell)
    return job


def cancel(*, job_id: int) -> bool:
    """End a job that is under way; its worker is told when it next says how far it is. False when it was over already."""
    ended = {"state": JobState.CANCELLED, "finished_at": timezone.now()}
    return bool(Job.objects.filter(pk=job_id, state__in=OPEN_JOBS).update(**ended))


def cancel_own(*, actor: Employee, job_id: int) -> bool:
    """End a job that the person asked for; False for anybody else's and for one that was over already."""
    with acting(actor, None):
        return Job.objects.filter(pk=job_id, by=actor).exists() and cancel(job_id=job_id)


def do_now(job: Job) -> Job:
    """Do all of a job in this process."""
    while not work_on(JOBS_LINE, job.pk, LIMIT_SECONDS):
        pass
    job.refresh_from_db()
    return job
