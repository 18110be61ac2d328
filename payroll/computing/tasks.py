"""What Celery delivers: taking part in an attempt; and the sweep for attempts that nobody works on."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from csd.faultpoints import fault_point
from csd.work.engine import work_on
from csd.work.selectors import idle_attempts

logger = logging.getLogger(__name__)
SECONDS_PER_DELIVERY = 20
# more than there are workers on a small installation: an offer too many finds nothing to do
OFFERS = 4


@shared_task(queue="payroll", ignore_result=True)
def take_part(attempt_id: int) -> None:
    """Do chunks of an attempt for a while, then ask to be delivered again; harmless twice, late or for an attempt long over."""
    if not work_on(attempt_id, SECONDS_PER_DELIVERY):
        take_part.delay(attempt_id)
    fault_point("task.over")


def wake_idle_attempts() -> int:
    """Wake workers for running attempts with a chunk that nobody holds: what the broker lost is picked up here."""
    idle = idle_attempts()
    for attempt_id in idle:
        wake_workers(attempt_id)
    return len(idle)


def wake_workers(attempt_id: int) -> None:
    """Ask every worker to take part. A broker that is down is only logged: the sweep asks again."""
    fault_point("wake.before")
    for _ in range(OFFERS):
        try:
            take_part.delay(attempt_id)
        except OperationalError:
            logger.warning("no broker: attempt %s waits for the sweep", attempt_id)
            return
