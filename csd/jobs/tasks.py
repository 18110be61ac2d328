"""What Celery delivers, for every line of work: take part. And by the clock: a sweep."""

from __future__ import annotations

from celery import shared_task

from csd.faultpoints import fault_point
from csd.jobs.engine import LINES, work_on
from csd.jobs.registry import TASK
from csd.jobs.services import run_sweep
from csd.jobs.waking import TAKE_LONG_PART, TAKE_PART, send

SECONDS_PER_DELIVERY = 20


@shared_task(name=TAKE_PART, ignore_result=True)
def take_part(line: str, row_id: int) -> None:
    """Do parts for a while, then ask to be delivered again; harmless twice, late, or for what is long over."""
    _take(line, row_id)


@shared_task(name=TAKE_LONG_PART, ignore_result=True, acks_late=False)
def take_long_part(line: str, row_id: int) -> None:
    """The same for parts that take longer than the broker waits: acknowledged at once, or it would be delivered again and again."""
    _take(line, row_id)


@shared_task(name=TASK, ignore_result=True)
def sweep(name: str) -> None:
    """Do a sweep for its newest slot; harmless twice or late."""
    run_sweep(name)


def _take(line: str, row_id: int) -> None:
    if not work_on(LINES[line], row_id, SECONDS_PER_DELIVERY):
        send(LINES[line], row_id)
    fault_point(f"{line}.task.over")
