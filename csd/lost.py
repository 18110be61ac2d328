"""Telling a database server that is gone from an error that it reported."""

from __future__ import annotations

from django.db import Error, connection


def connection_lost(error: BaseException) -> bool:
    """Whether an error came of the server dying, restarting or being out of reach.

    psycopg2 reports that as OperationalError, InterfaceError or bare DatabaseError, and others as these too; only the
    connection itself tells.
    """
    return isinstance(error, Error) and (connection.connection is None or connection.connection.closed != 0)
