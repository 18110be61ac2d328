"""How workers share an attempt: one transaction claims a chunk, computes it, writes its results and marks it done.

The claim is the row lock itself (FOR UPDATE SKIP LOCKED). Whoever dies loses the transaction, and the chunk is free again at
once; whoever is late, doubled or delivered twice finds the row locked or done. No lease, no state to repair.
"""

from __future__ import annotations

import enum
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error, transaction
from django.utils import timezone

from csd.closing.models import Attempt, AttemptState, Chunk
from csd.database.garbage import rare_collections
from csd.database.lost_connections import connection_lost
from csd.database.rows import execute, rows_of
from csd.faultpoints import fault_point
from csd.work.context import AttemptContext
from csd.work.registry import STEPS, step_named
from csd.work.services import fail_attempt

logger = logging.getLogger(__name__)
MAX_TRIES = 3
LOCK_WAIT_MS = 2000


class Outcome(enum.Enum):
    """What a worker found: it did a chunk, others hold the last ones of a stage, or the attempt is over."""

    WORKED = "worked"
    WAITED = "waited"
    OVER = "over"


_CLAIM = """
    SELECT id FROM csd_chunk
    WHERE attempt_id = %(attempt)s AND NOT done
      AND stage = (SELECT min(stage) FROM csd_chunk WHERE attempt_id = %(attempt)s AND NOT done)
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_contexts: dict[int, AttemptContext] = {}


def context_of(attempt: Attempt) -> AttemptContext:
    """The attempt's frozen inputs, decoded once per process; an attempt's row never changes them."""
    if attempt.pk not in _contexts:
        _contexts.clear()
        _contexts[attempt.pk] = AttemptContext.of(attempt)
    return _contexts[attempt.pk]


def run_next_chunk(attempt_id: int) -> Outcome:
    """Do one chunk of a running attempt, or wait a moment for the workers that hold the last ones of a stage.

    A chunk that raises is rolled back and counted; after MAX_TRIES the attempt fails with what it said.
    """
    claimed: list[int] = []
    try:
        with transaction.atomic():
            fault_point("claim.before")
            execute(f"SET LOCAL idle_in_transaction_session_timeout = '{settings.CSD_STUCK_SECONDS}s'")
            attempt = _running(attempt_id)
            if attempt is None:
                return Outcome.OVER
            chosen = rows_of(_CLAIM, {"attempt": attempt_id})
            if chosen:
                claimed.append(chosen[0][0])
                _do(attempt, Chunk.objects.get(pk=claimed[0]))
                return Outcome.WORKED
    except Exception as error:
        if not claimed or connection_lost(error):
            raise
        logger.exception("chunk %s of attempt %s failed", claimed[0], attempt_id)
        record_failure(attempt_id, claimed[0], error)
        return Outcome.WORKED
    return _wait(attempt_id)


def _running(attempt_id: int) -> Attempt | None:
    """The attempt, locked against being cancelled or replaced while a chunk of it is written; None when it is over."""
    found = Attempt.objects.raw(
        "SELECT * FROM csd_attempt WHERE id = %s AND state = %s FOR SHARE", [attempt_id, AttemptState.RUNNING.value]
    )
    return next(iter(found), None)


def _do(attempt: Attempt, chunk: Chunk) -> None:
    fault_point("claim.after")
    if chunk.stage < max(step.stage for step in STEPS.values()):
        # A crash of the server may forget this commit; the chunk is then undone and is computed again. Whoever sees the last
        # step's commit on disk sees all before it, for the log is written in order.
        execute("SET LOCAL synchronous_commit = off")
    with rare_collections():
        produced = step_named(chunk.step).run(context_of(attempt), chunk)
    fault_point("chunk.written")
    Chunk.objects.filter(pk=chunk.pk).update(done=True, done_at=timezone.now(), produced=produced)
    fault_point("chunk.marked")


def _wait(attempt_id: int) -> Outcome:
    """Block until a worker that holds an unfinished chunk is through with it, at most LOCK_WAIT_MS."""
    try:
        with transaction.atomic():
            execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
            left = rows_of("SELECT id FROM csd_chunk WHERE attempt_id = %s AND NOT done ORDER BY stage, id LIMIT 1 FOR SHARE", [attempt_id])
    except Error as error:
        if connection_lost(error):
            raise
        return Outcome.WAITED
    return Outcome.WAITED if left else Outcome.OVER


def record_failure(attempt_id: int, chunk_id: int, error: BaseException) -> None:
    """Count a failed try of a chunk; the last one fails the attempt: what went wrong is kept, its rows go."""
    with transaction.atomic():
        chunk = Chunk.objects.select_for_update().filter(pk=chunk_id).first()
        if chunk is None or chunk.done:
            # somebody else did it, or the attempt is over and its chunks are gone
            return
        chunk.tries += 1
        chunk.save(update_fields=["tries"])
        if chunk.tries >= MAX_TRIES:
            fail_attempt(attempt_id=attempt_id, failure=f"{chunk.step}: {type(error).__name__}: {error}"[:2000])


def work_on(attempt_id: int, seconds: float, moved: Callable[[], None] | None = None) -> bool:
    """Do chunks of an attempt for about `seconds`; True when it is over, False when there is more to do.

    `moved` is called after every chunk, for whoever shows progress.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        outcome = run_next_chunk(attempt_id)
        if outcome is Outcome.OVER:
            return True
        if outcome is Outcome.WORKED:
            fault_point("chunk.over")
        if moved is not None:
            moved()
    return False
