"""Who waits for whom: one load at a time; the months a load touches are locked against being started or approved meanwhile.

A run freezes the highest row ids when it starts. Ids are drawn after the lock, so whatever a load adds lies wholly above
what a run has frozen, or wholly below it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from django.db import connection
from django.utils.translation import gettext as _

from csd.database.rows import execute, rows_of

# any number, as long as nothing else in the product takes an advisory lock by it
LOAD_LOCK = 0x10AD


def wait_for_other_loads(report: Callable[[str], object]) -> None:
    """Hold the loader's lock until the transaction ends."""
    if not rows_of("SELECT pg_try_advisory_xact_lock(%s)", [LOAD_LOCK])[0][0]:
        report(_("Another load is under way; waiting for it."))
        rows_of("SELECT pg_advisory_xact_lock(%s)::text", [LOAD_LOCK])


@contextlib.contextmanager
def long_transaction() -> Iterator[None]:
    """The settings of a long transaction that reads times of Asia/Shanghai and writes many rows."""
    # Django's foreign keys wait for the end of the transaction: millions of waiting checks would fill the memory
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("SET LOCAL statement_timeout = 0")
    execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    execute("SET LOCAL work_mem = '64MB'")
    execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
    yield
    # Django takes for granted that times come back in the zone it has set
    execute(f"SET LOCAL TIME ZONE '{connection.timezone_name}'")
