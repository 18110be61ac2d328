"""What an operator looks at: queues in Redis, work under way in rows, what stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from csd.celery import QUEUES, app
from csd.database.rows import rows_of
from csd.jobs.models import Job
from csd.jobs.selectors import jobs_to_look_after, title_of
from csd.months import Month

UNACKED = "unacked"


@dataclass(frozen=True)
class Work:
    """A month being computed: chunks done of all, when the last was done; `stuck` for longer than a worker may stand still."""

    month: Month
    number: int
    done: int
    total: int
    last: datetime | None
    stuck: bool


@dataclass(frozen=True)
class QueuePage:
    """Queue → how many messages wait (None: the broker does not answer), how many are delivered and not done, work under way."""

    waiting: dict[str, int | None]
    delivered: int | None
    work: list[Work]
    failed: list[tuple[Month, int, datetime]]
    jobs: list[tuple[Job, str]]

    @property
    def answers(self) -> bool:
        """Whether the broker answers."""
        return self.delivered is not None


_WORK = """
    SELECT a.month, a.number, count(*) FILTER (WHERE c.done), count(c.id), max(c.done_at),
        coalesce(max(c.done_at), a.started_at) < now() - make_interval(secs => %s)
    FROM csd_attempt a LEFT JOIN csd_chunk c ON c.attempt_id = a.id WHERE a.state = 'running' GROUP BY a.id ORDER BY a.month
"""
_FAILED = "SELECT month, number, started_at FROM csd_attempt WHERE state = 'failed' ORDER BY id DESC LIMIT 20"


def queue_page() -> QueuePage:
    """The lengths of the queues and what the rows say, which are the truth."""
    work = [Work(Month.of(month), *rest) for month, *rest in rows_of(_WORK, [settings.CSD_STUCK_SECONDS])]
    failed = [(Month.of(month), number, at) for month, number, at in rows_of(_FAILED)]
    jobs = [(job, title_of(job)) for job in jobs_to_look_after()]
    try:
        with app.connection_for_read() as connection:
            channel: Any = connection.default_channel
            broker = channel.client
            waiting: dict[str, int | None] = {name: int(broker.llen(name)) for name in QUEUES}
            delivered = int(broker.hlen(UNACKED))
    except (OperationalError, RedisError):
        return QueuePage(dict.fromkeys(QUEUES), None, work, failed, jobs)
    return QueuePage(waiting, delivered, work, failed, jobs)
