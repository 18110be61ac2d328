"""Reads of attempts for the sweep."""

from __future__ import annotations

from django.db import transaction

from csd.database.rows import rows_of

QUIET_SECONDS = 3
_IDLE = """
    SELECT a.id FROM csd_attempt a
    WHERE a.state = 'running'
      AND NOT EXISTS (SELECT 1 FROM csd_chunk c WHERE c.attempt_id = a.id AND c.done_at > now() - make_interval(secs => %s))
"""
_FREE_CHUNK = "SELECT id FROM csd_chunk WHERE attempt_id = %s AND NOT done ORDER BY stage, id LIMIT 1 FOR UPDATE SKIP LOCKED"


@transaction.atomic
def idle_attempts() -> list[int]:
    """Running attempts in which nothing was done for a while and the next chunk is held by nobody."""
    return [attempt for (attempt,) in rows_of(_IDLE, [QUIET_SECONDS]) if rows_of(_FREE_CHUNK, [attempt])]
