"""Locks of a database session that go with it: whoever dies frees what they held."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import Error

from csd.database.rows import execute, rows_of

# whether anybody holds the lock of a row, for queries; `space` and `row` are SQL
IS_HELD = """
    EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {space} AND l.objsubid = 2
            AND l.objid = mod({row}, 2147483647) AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


@contextlib.contextmanager
def held(space: int, row_id: int) -> Iterator[bool]:
    """The lock of a row for this session, or False where another session has it. `space` keeps different uses apart."""
    mine = bool(rows_of("SELECT pg_try_advisory_lock(%s, mod(%s, 2147483647)::int)", [space, row_id])[0][0])
    try:
        yield mine
    finally:
        if mine:
            # with a session that is lost the lock is gone already
            with contextlib.suppress(Error):
                execute("SELECT pg_advisory_unlock(%s, mod(%s, 2147483647)::int)", [space, row_id])


def is_held(space: int, row_id: int) -> bool:
    """Whether any session holds it."""
    return bool(rows_of("SELECT " + IS_HELD.format(space="%s", row="%s"), [space, row_id])[0][0])
