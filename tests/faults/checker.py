"""What must hold after any fault, as sentences about what does not; empty when all is well."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import Error, connection

from csd.database.lost_connections import connection_lost
from csd.database.rows import rows_of
from csd.installation.embedded.processes import wait_until
from csd.models import Attempt, AttemptState, Chunk
from csd.work.registry import RESULTS
from payroll.computing.audit import audit
from payroll.exports.month import month_files
from payroll.runs.selectors import attempt_with_id
from tests.faults.rig import Rig

SECONDS = 60
STANDING = "SELECT attempt_id FROM payroll_run WHERE attempt_id IS NOT NULL UNION SELECT id FROM csd_attempt WHERE state = 'running'"
LIFE = ("csd_attempt", "csd_monthlock", "payroll_run", "payroll_runevent")


def violations(rig: Rig, attempt: Attempt, seconds: float = SECONDS) -> list[str]:
    """What is wrong with a run that was disturbed: it must end by itself in time, be right, and leave nothing else behind."""
    if not wait_until(lambda: over(attempt), seconds):
        return [f"the run is not over after {seconds} s"]
    attempt.refresh_from_db()
    if attempt.state != AttemptState.DONE:
        return [f"the run is {attempt.state}: {attempt.failure}", *rows_of_others()]
    return [*differing(rig, attempt), *rows_of_others(), *audit(attempt), *failed_tries(attempt)]


def over(attempt: Attempt) -> bool:
    """Whether an attempt is over; a server that is away says nothing."""
    try:
        return attempt_with_id(attempt.pk).state != AttemptState.RUNNING
    except Error as error:
        if not connection_lost(error):
            raise
        connection.close()
        return False


def differing(rig: Rig, attempt: Attempt) -> list[str]:
    """Exports with another sha256 than those of the undisturbed run."""
    files = month_files(attempt)
    return [f"{name} differs" for name, text in rig.expected.items() if sha256(text) != sha256(files[name])]


def rows_of_others() -> list[str]:
    """Result rows of attempts that are neither running nor what a run stands on."""
    found = []
    for result in RESULTS:
        table, _, link = result.partition(":")
        column, _, parent = link.partition(":")
        where = f"{column} NOT IN (SELECT id FROM {parent} WHERE attempt_id IN ({STANDING}))" if link else f"attempt_id NOT IN ({STANDING})"
        count = rows_of(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]
        found += [f"{count} rows of another attempt in {table}"] if count else []
    return found


def failed_tries(attempt: Attempt) -> list[str]:
    """Chunks that raised: a fault from outside is not an error of theirs."""
    return [f"{chunk.step} raised {chunk.tries} times" for chunk in Chunk.objects.filter(attempt=attempt, tries__gt=0)]


def picture(tables: Iterable[str] = ()) -> dict[str, str]:
    """Every row of results and of the run's life, and the transaction that wrote it: the same only if nothing was written at all."""
    names = sorted({result.partition(":")[0] for result in RESULTS} | set(LIFE) | set(tables))
    hashed = "md5(t::text || t.xmin::text)"
    return {name: rows_of(f"SELECT md5(string_agg({hashed}, '' ORDER BY {hashed})) FROM {name} t")[0][0] or "" for name in names}


def changed(before: dict[str, str]) -> list[str]:
    """Tables in which anything was written since the picture."""
    now = picture(before)
    return [f"{name} was written to" for name in before if before[name] != now[name]]


def sha256(text: str) -> str:
    """The hash an operator would compare."""
    return hashlib.sha256(text.encode()).hexdigest()
