"""Asking workers to take part. The message is a hint: what the broker lost, the sweep asks again."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from csd.faultpoints import fault_point
from csd.jobs.engine import LINES, Line
from csd.jobs.registry import TASK
from csd.jobs.selectors import missed_sweeps

logger = logging.getLogger(__name__)
# how often the sweep asks again, and how long what it asks is worth anything
WAKE_SECONDS = 10
TAKE_PART, TAKE_LONG_PART = "csd.jobs.tasks.take_part", "csd.jobs.tasks.take_long_part"


def send(line: Line, row_id: int, expires: int | None = None) -> None:
    """One message to the workers of its queue."""
    options: dict[str, Any] = {"expires": expires} if expires else {}
    if line.limits:
        options |= {"soft_time_limit": line.limits[0], "time_limit": line.limits[1]}
    task = TAKE_LONG_PART if line.long else TAKE_PART
    current_app.send_task(task, (line.name, row_id), queue=line.queue_of(row_id), **options)


def wake(line: Line, row_id: int, count: int | None = None, expires: int | None = None) -> None:
    """Ask this many workers to take part. A broker that is down is only logged."""
    fault_point(f"{line.name}.wake.before")
    for _ in range(line.offers if count is None else count):
        try:
            send(line, row_id, expires)
        except OperationalError:
            logger.warning("no broker: %s %s waits for the sweep", line.name, row_id)
            return


def wake_idle() -> int:
    """Wake workers for what is under way but nobody works on, in every line; says how much that was.

    Asked again in a moment, so the messages need not last: where all workers are busy they would only pile up.
    """
    idle = [(line, row_id) for line in LINES.values() for row_id in line.idle()]
    for line, row_id in idle:
        wake(line, row_id, expires=WAKE_SECONDS)
    return len(idle)


def make_up() -> int:
    """Make up for what nobody works on, and for sweeps whose slot began while beat or the broker was down, or whose worker died."""
    missed = missed_sweeps(timezone.now())
    for name in missed:
        current_app.send_task(TASK, (name,), queue="interactive", expires=WAKE_SECONDS)
    return wake_idle() + len(missed)
