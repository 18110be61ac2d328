"""Kinds of jobs and sweeps: apps declare jobs with `@job` in their tasks.py and register sweeps in their registrations.py.

csd imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csd.formats import Words
from csd.jobs.timetable import Timetable
from csd.organisation.standing import Standing
from csd.registry import Registry

if TYPE_CHECKING:
    from csd.jobs.task import Task

# a job is asked to end after this long, and ended a minute later
LIMIT_SECONDS = 3600
# the first number of advisory locks, so that no other use of them meets these
SWEEP_LOCK = 0x53575001
TASK = "csd.jobs.tasks.sweep"


@dataclass(frozen=True)
class Sweep:
    """Something done by the clock. `run` does what is due and says how much it found; it may be killed and done again at any time.

    `expires`: a message that waits longer than a slot is worth nothing, because the next one does the same.
    """

    name: str
    words: Words
    timetable: Timetable
    run: Callable[[], int]
    expires: bool = True


SWEEPS: Registry[Sweep] = Registry("sweep")


def register_sweep(sweep: Sweep) -> Sweep:
    """Add a sweep; two of one name are a programming error."""
    return SWEEPS.add(sweep.name, sweep)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """What Celery's beat is told: the name of a sweep → when to deliver it."""
    return {sweep.name: _entry(sweep) for sweep in SWEEPS.values()}


def _entry(sweep: Sweep) -> dict[str, Any]:
    options: dict[str, Any] = {"queue": "interactive"}
    if sweep.expires:
        options["expires"] = int(sweep.timetable.every.total_seconds())
    return {"task": TASK, "schedule": sweep.timetable.beat, "args": (sweep.name,), "options": options}


@dataclass(frozen=True)
class JobKind:
    """A kind of job. `run` does one part; `title` says in words what it is about; `seen_by` who sees how far it is beside the asker."""

    name: str
    queue: str
    run: Callable[[Task], None]
    title: Callable[[str], Words]
    seen_by: Callable[[Standing, str], bool]


JOBS: Registry[JobKind] = Registry("job")


def job(
    name: str,
    *,
    queue: str,
    title: Callable[[str], Words] = lambda about: about,
    seen_by: Callable[[Standing, str], bool] = lambda who, about: False,
) -> Callable[[Callable[[Task], None]], JobKind]:
    """Make a function the way a kind of job is done. Two kinds of one name stop the start-up.

    What the function writes at its end stands in `with task.results():`, one transaction with the mark that the part is done: so it is
    written once, however often the part is begun. Everything before that may happen more than once.
    """

    def declared(run: Callable[[Task], None]) -> JobKind:
        return JOBS.add(name, JobKind(name, queue, run, title, seen_by))

    return declared
