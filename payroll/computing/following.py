"""Waiting for an attempt from a command: progress, workers of its own when none run, a server that comes back."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connection
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from csd.celery import app
from csd.database.lost_connections import connection_lost
from csd.jobs.waking import wake
from csd.models import Attempt, AttemptState
from csd.work.engine import ATTEMPTS, work_on
from payroll.runs.selectors import attempt_with_id, progress_of

POLL_SECONDS = 0.3
PING_SECONDS = 1.0
RETRY_SECONDS = 60


def wait_for(attempt_id: int, report: Callable[[str], object]) -> None:
    """Return when an attempt is over.

    Where no worker runs, this process takes part itself and starts the missing ones beside it for as long as it takes.
    """
    try:
        running = workers_of("payroll")
    except (BrokerError, OSError):
        report(_("No broker can be reached: the work is done in this process."))
        _watch(attempt_id, report, take_part=True)
        return
    if running:
        _watch(attempt_id, report, take_part=False)
        return
    report(_("No worker is running: this process takes part itself."))
    with own_workers(settings.CSD_RUN_WORKERS - 1):
        wake(ATTEMPTS, attempt_id)
        _watch(attempt_id, report, take_part=True)


def workers_of(queue: str) -> int:
    """How many workers answer that they serve a queue."""
    served = app.control.inspect(timeout=PING_SECONDS).active_queues() or {}
    return sum(any(entry["name"] == queue for entry in queues) for queues in served.values())


@contextmanager
def own_workers(count: int) -> Iterator[None]:
    """`count` worker processes that end with the block."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "csd",
        "worker",
        "-Q",
        "payroll",
        "-c",
        "1",
        "-l",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    ]
    started = [
        subprocess.Popen(
            [*command, "-n", f"close{os.getpid()}-{number}@%h"], cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for number in range(count)
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _watch(attempt_id: int, report: Callable[[str], object], *, take_part: bool) -> None:
    shown, lost_since, pause = "", 0.0, threading.Event()
    while True:
        try:
            over = work_on(attempt_id, POLL_SECONDS) if take_part else False
            attempt = attempt_with_id(attempt_id)
            line, lost_since = _progress_line(attempt), 0.0
        except Error as error:
            # the server may be restarting; the run goes on by itself once it is back
            lost_since = lost_since or time.monotonic()
            if not connection_lost(error) or time.monotonic() - lost_since > RETRY_SECONDS:
                raise
            connection.close()
            pause.wait(POLL_SECONDS)
            continue
        if line != shown:
            report(line)
            shown = line
        if over or attempt.state != AttemptState.RUNNING:
            return
        if not take_part:
            pause.wait(POLL_SECONDS)


def _progress_line(attempt: Attempt) -> str:
    progress = progress_of(attempt)
    return _("%(done)d of %(chunks)d parts done") % {"done": progress.done, "chunks": progress.chunks}
