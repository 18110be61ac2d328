"""How the sweeps are doing: when each ran last, what it found, whether it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from csd.jobs.models import SweepRun
from csd.jobs.registry import SWEEPS, Sweep


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


def _late(sweep: Sweep, last: SweepRun | None, since: datetime | None, now: datetime) -> bool:
    """Whether the slot that was due a while ago was not done. Before any sweep ran there is no beat to be late."""
    due = sweep.timetable.slot(now - sweep.timetable.grace)
    if last is None:
        return since is not None and since < due
    return last.slot < due
