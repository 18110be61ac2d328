"""Jobs that somebody may see; how the sweeps are doing: when each ran last, what it found, whether it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from csd.access.permissions import may
from csd.database.locks import is_held
from csd.jobs.models import OPEN_JOBS, Job, JobState, SweepRun
from csd.jobs.registry import JOBS, SWEEP_LOCK, SWEEPS, JobKind, Sweep
from csd.organisation.standing import Standing

JOBS_SHOWN = 50
# a run that has just been begun is not held yet
QUIET = timedelta(seconds=3)


@dataclass(frozen=True)
class SweepState:
    """A sweep with its last run that is over (None: never) and whether it is late."""

    sweep: Sweep
    last: SweepRun | None
    late: bool

    @property
    def failed(self) -> bool:
        """Whether the last run went wrong."""
        return self.last is not None and bool(self.last.failure)


def sweep_states(now: datetime) -> list[SweepState]:
    """Every sweep, in the order of registering."""
    newest = SweepRun.objects.exclude(finished_at=None).order_by("name", "-slot").distinct("name")
    last = {run.name: run for run in newest}
    since = SweepRun.objects.aggregate(Min("began_at"))["began_at__min"]
    return [SweepState(sweep, last.get(sweep.name), _late(sweep, last.get(sweep.name), since, now)) for sweep in SWEEPS.values()]


def late_sweeps(now: datetime) -> list[SweepState]:
    """Those that should have run by now and have not, and those whose last run went wrong."""
    return [state for state in sweep_states(now) if state.late or state.failed]


def missed_sweeps(now: datetime) -> list[str]:
    """Sweeps whose newest slot nobody has begun, or has begun and left: beat, the broker or a worker was down.

    One that has never run is left to beat, which knows when it is due for the first time.
    """
    newest = SweepRun.objects.order_by("name", "-slot").distinct("name").filter(name__in=SWEEPS)
    return [run.name for run in newest if run.slot < SWEEPS[run.name].timetable.slot(now) or _left(run, now)]


def _left(run: SweepRun, now: datetime) -> bool:
    return run.finished_at is None and now - run.began_at > QUIET and not is_held(SWEEP_LOCK, run.pk)


def _late(sweep: Sweep, last: SweepRun | None, since: datetime | None, now: datetime) -> bool:
    """Whether the slot that was due a while ago was not done. Before any sweep ran there is no beat to be late."""
    due = sweep.timetable.slot(now - sweep.timetable.grace)
    if last is None:
        return since is not None and since < due
    return last.slot < due


def seen_job(who: Standing, job_id: int) -> Job | None:
    """A job of one's own, of a kind that says one sees it, or any for whoever looks after the program; else None, as if it never was."""
    job = Job.objects.select_related("by").filter(pk=job_id).first()
    kind = JOBS.get(job.kind) if job else None
    if job is None or kind is None:
        return None
    return job if job.by_id == who.employee.pk or may(who, "operations.see") or kind.seen_by(who, job.about) else None


def open_job(kind: JobKind, about: str) -> Job | None:
    """The job of a kind about something that is under way."""
    return Job.objects.filter(kind=kind.name, about=about, state__in=OPEN_JOBS).first()


def jobs_to_look_after() -> list[Job]:
    """What is under way, and the last that failed."""
    return list(Job.objects.filter(state__in=[*OPEN_JOBS, JobState.FAILED]).select_related("by").order_by("-id")[:JOBS_SHOWN])


def title_of(job: Job) -> str:
    """What a job is about in words; as it is stored where its kind is gone."""
    return str(JOBS[job.kind].title(job.about)) if job.kind in JOBS else f"{job.kind} {job.about}"
