"""Guards that workers of tests.faults.patched leave out on demand: for controls, which show that the tests see it.

The file that CSD_GUARDS_OFF names lists, one a line, which guards are off right now.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from csd.database.rows import Parameters, execute
from csd.exports.selectors import EXPORT_LOCK, PART_LOCK
from csd.jobs import claims, waking
from csd.jobs import engine as jobs
from csd.jobs.engine import Line, Outcome
from csd.jobs.lines import JOB_LOCK
from csd.models import Attempt
from csd.work import engine
from payroll.computing import finishing
from payroll.computing.audit import audit

_CLAIM, _RUNNING, _DO_ONE = engine._CLAIM, engine._running, jobs.do_one
_HELD, _WAKE_IDLE = claims.held, waking.wake_idle
# which guard holds a part of what
_SPACES = {EXPORT_LOCK: "export", PART_LOCK: "export", JOB_LOCK: "job"}
_again: set[int] = set()  # when the guard was switched off, once for each time


def off(guard: str) -> bool:
    """Whether a guard is to be left out now."""
    return guard in Path(os.environ["CSD_GUARDS_OFF"]).read_text().splitlines()


def do_one(line: Line, row_id: int) -> Outcome:
    """The engine's own, with the guards of a claim as they are wanted now."""
    engine._CLAIM, engine._running = _CLAIM, _RUNNING
    if off("claim: the chunk's row is locked"):
        engine._CLAIM = _CLAIM.replace("FOR UPDATE SKIP LOCKED", "")
    if off("claim: the attempt's row is locked"):
        engine._running = _unlocked
    switched = Path(os.environ["CSD_GUARDS_OFF"]).stat().st_mtime_ns
    if off("claim: over is over") and switched not in _again:
        _again.add(switched)
        engine._CLAIM = "SELECT id FROM csd_chunk WHERE attempt_id = %(attempt)s AND step = 'orders' FOR UPDATE SKIP LOCKED"
        engine._running = lambda pk: Attempt.objects.filter(pk=pk).first()
    return _DO_ONE(line, row_id)


def _unlocked(attempt_id: int) -> Attempt | None:
    return Attempt.objects.filter(pk=attempt_id, state="running").first()


def _held(space: int, row_id: int) -> AbstractContextManager[bool]:
    return nullcontext(True) if off(f"{_SPACES.get(space)}: a part is held by who does it") else _HELD(space, row_id)


def _execute(sql: str, parameters: Parameters = ()) -> int:
    limit = "idle_in_transaction_session_timeout" in sql
    return 0 if limit and off("a session that stands still is ended") else execute(sql, parameters)


def make_optional() -> None:
    """From now on this process looks which guards are off."""
    jobs.do_one = do_one
    claims.execute = _execute
    claims.held = _held
    waking.wake_idle = lambda: 0 if off("sweep") else _WAKE_IDLE()
    finishing.audit = lambda attempt: [] if off("audit") else audit(attempt)
