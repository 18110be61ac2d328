"""What Celery delivers by the clock."""

from __future__ import annotations

from celery import shared_task

from csd.jobs.registry import TASK
from csd.jobs.services import run_sweep


@shared_task(name=TASK, queue="interactive", ignore_result=True)
def sweep(name: str) -> None:
    """Do a sweep for its newest slot; harmless twice or late."""
    run_sweep(name)
