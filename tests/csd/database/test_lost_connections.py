"""A server that is gone is told from an error that it reported, even when Django has reconnected meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import Error, transaction
from psycopg2.extensions import cursor

from csd.database.lost_connections import connection_lost
from csd.database.rows import copy_rows, execute, rows_of
from csd.installation.embedded.processes import wait_until

WORK = {
    "copy": lambda: copy_rows("csd_monthlock", ("month", "approved"), [("2026-07-01", False)]),
    "query": lambda: rows_of("SELECT 1"),
}


@transaction.atomic
def one_after_the_other(*steps: Callable[[], object]) -> None:
    """Steps of one transaction."""
    for step in steps:
        step()


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_a_session_ended_in_a_transaction_is_a_lost_connection(cursor_as: Callable[[str], cursor], work: Callable[[], object]) -> None:
    other = cursor_as("app")
    with pytest.raises(Error) as raised:
        one_after_the_other(lambda: other.execute("SELECT pg_terminate_backend(%s)", rows_of("SELECT pg_backend_pid()")[0]), work)
    assert connection_lost(raised.value)
    assert rows_of("SELECT 1") == [(1,)], "Django has connected anew"


def test_a_session_that_stood_still_too_long_is_a_lost_connection(cursor_as: Callable[[str], cursor]) -> None:
    other, [(session,)] = cursor_as("owner"), rows_of("SELECT pg_backend_pid()")

    def ended() -> bool:
        other.execute("SELECT FROM pg_stat_activity WHERE pid = %s", (session,))
        return other.fetchone() is None

    limit = "SET LOCAL idle_in_transaction_session_timeout = 50"
    with pytest.raises(Error) as raised:
        one_after_the_other(lambda: execute(limit), lambda: wait_until(ended, 10), WORK["query"])
    assert connection_lost(raised.value)


@pytest.mark.parametrize("sql", ["SELECT 1 / 0", "SELECT pg_sleep(5)", "SELECT * FROM nowhere", "LOCK TABLE csd_monthlock"])
def test_what_the_server_reports_is_no_lost_connection(cursor_as: Callable[[str], cursor], sql: str) -> None:
    cursor_as("owner").execute("BEGIN; LOCK TABLE csd_monthlock")
    limits = "SET LOCAL statement_timeout = 200; SET LOCAL lock_timeout = 100"
    with pytest.raises(Error) as raised:
        one_after_the_other(lambda: execute(limits), lambda: execute(sql))
    assert not connection_lost(raised.value)


def test_a_wrong_row_is_no_lost_connection(db: None) -> None:
    with pytest.raises(Error) as raised:
        copy_rows("csd_monthlock", ("month", "approved"), [("2026-07-02", False)])
    assert not connection_lost(raised.value)
