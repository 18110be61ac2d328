"""The line of month attempts: one transaction claims a chunk, computes it, writes its results and marks it done (csd.jobs)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from csd.closing.models import Attempt, AttemptState, Chunk
from csd.database.garbage import rare_collections
from csd.database.rows import execute, rows_of
from csd.faultpoints import fault_point
from csd.jobs import engine
from csd.jobs.claims import InTransaction
from csd.jobs.engine import Over, Part
from csd.work.context import AttemptContext
from csd.work.registry import STEPS, step_named
from csd.work.selectors import idle_attempts
from csd.work.services import fail_attempt

_CLAIM = """
    SELECT id FROM csd_chunk
    WHERE attempt_id = %(attempt)s AND NOT done
      AND stage = (SELECT min(stage) FROM csd_chunk WHERE attempt_id = %(attempt)s AND NOT done)
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_contexts: dict[int, AttemptContext] = {}


class Attempts(InTransaction):
    """The attempts at months."""

    name = "attempt"
    parts = "csd_chunk"
    # more than there are workers on a small installation: an offer too many finds nothing to do
    offers = 4

    def queue_of(self, row_id: int) -> str:
        """All of them are pay."""
        return "payroll"

    def locked_part(self, row_id: int) -> Part | None:
        """A chunk of the earliest stage that is not done."""
        attempt = _running(row_id)
        if attempt is None:
            raise Over
        chosen = rows_of(_CLAIM, {"attempt": row_id})
        if not chosen:
            return None
        chunk = Chunk.objects.get(pk=chosen[0][0])
        return Part(chunk.step, lambda: _do(attempt, chunk), chunk.pk)

    def left(self) -> str:
        """By stage."""
        return "SELECT id FROM csd_chunk WHERE attempt_id = %s AND NOT done ORDER BY stage, id"

    def idle(self) -> list[int]:
        """Running attempts that nobody works on."""
        return idle_attempts()

    def fail(self, row_id: int, sentence: str) -> None:
        """What went wrong is kept and told, the rows go."""
        fail_attempt(attempt_id=row_id, failure=sentence)

    def words_of(self, part: Part, error: Exception) -> str:
        """With the step and the error: whoever computes a month looks for the cause in its inputs."""
        return f"{part.name}: {type(error).__name__}: {error}"[:2000]


ATTEMPTS = Attempts()


def work_on(attempt_id: int, seconds: float, moved: Callable[[], None] | None = None) -> bool:
    """Do chunks of an attempt for about `seconds`; True when it is over, False when there is more to do."""
    return engine.work_on(ATTEMPTS, attempt_id, seconds, moved)


def context_of(attempt: Attempt) -> AttemptContext:
    """The attempt's frozen inputs, decoded once per process; an attempt's row never changes them."""
    if attempt.pk not in _contexts:
        _contexts.clear()
        _contexts[attempt.pk] = AttemptContext.of(attempt)
    return _contexts[attempt.pk]


def _running(attempt_id: int) -> Attempt | None:
    """The attempt, locked against being cancelled or replaced while a chunk of it is written; None when it is over."""
    found = Attempt.objects.raw(
        "SELECT * FROM csd_attempt WHERE id = %s AND state = %s FOR SHARE", [attempt_id, AttemptState.RUNNING.value]
    )
    return next(iter(found), None)


def _do(attempt: Attempt, chunk: Chunk) -> None:
    fault_point("attempt.claim.after")
    if chunk.stage < max(step.stage for step in STEPS.values()):
        # A crash of the server may forget this commit; the chunk is then undone and is computed again. Whoever sees the last
        # step's commit on disk sees all before it, for the log is written in order.
        execute("SET LOCAL synchronous_commit = off")
    with rare_collections():
        produced = step_named(chunk.step).run(context_of(attempt), chunk)
    fault_point("chunk.written")
    Chunk.objects.filter(pk=chunk.pk).update(done=True, done_at=timezone.now(), produced=produced)
    fault_point("chunk.marked")
