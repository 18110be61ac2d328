"""Running sweeps: once a slot, again where whoever ran one died, a failure kept in words."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from csd.database.locks import held
from csd.database.lost_connections import connection_lost
from csd.faultpoints import fault_point
from csd.jobs.models import SweepRun
from csd.jobs.registry import SWEEPS, TASK

logger = logging.getLogger(__name__)
# the first number of advisory locks, so that no other use of them meets these
SWEEP_LOCK = 0x53575001
# of a sweep every ten seconds nobody looks at those of last week
RUNS_KEPT = 100


def drop_old_entries(**_signal: object) -> int:
    """Take out of beat's own table what an earlier release had in the timetable: its tasks are gone. Called after every migration."""
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
