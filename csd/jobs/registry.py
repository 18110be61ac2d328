"""The sweeps: apps register theirs when Django starts (registrations.py); csd imports none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from csd.formats import Words
from csd.jobs.timetable import Timetable
from csd.registry import Registry

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
