"""What Celery delivers: taking part in an export."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from csd.exports.engine import work_on
from csd.exports.selectors import idle_exports

logger = logging.getLogger(__name__)
# an export takes minutes, longer than the broker would wait for a message: it is acknowledged at once, and the sweep
# restarts what a worker that died has left
LIMIT_SECONDS = 3600


@shared_task(queue="exports", ignore_result=True, acks_late=False, soft_time_limit=LIMIT_SECONDS, time_limit=LIMIT_SECONDS + 60)
def write_export(export_id: int) -> None:
    """Take part in an export until nothing of it is free; harmless twice, late, or for one long over."""
    work_on(export_id, wake_exports)


def wake_idle_exports() -> int:
    """Wake workers for exports of which something is to do that nobody does; asked again in a moment, so it need not last."""
    idle = idle_exports()
    for export_id in idle:
        wake_exports(export_id, expires=settings.CSD_EXPORT_SWEEP_SECONDS)
    return len(idle)


def wake_exports(export_id: int, count: int = 1, expires: int | None = None) -> None:
    """Ask so many workers to take part. A broker that is down is only logged: the sweep asks again."""
    options: dict[str, Any] = {"expires": expires} if expires else {}
    for _ in range(count):
        try:
            write_export.apply_async((export_id,), **options)
        except OperationalError:
            logger.warning("no broker: export %s waits for the sweep", export_id)
            return
