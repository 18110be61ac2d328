"""Telling a database server that is gone from an error that it reported."""

from __future__ import annotations

import psycopg2
from django.db import Error, connection

# the session was ended: by an operator, by a crash, by a server that starts or stops, for standing still too long
ENDED = {"57P01", "57P02", "57P03", "57P05", "25P03"}


def connection_lost(error: BaseException) -> bool:
    """Whether an error came from the server dying, restarting, ending the session or being out of reach.

    The connection tells while it is the one that was lost; at the end of a transaction Django has already made a new one where
    it could, and then only the error tells: psycopg2 gives it the server's code, or none where the server said nothing.
    """
    if not isinstance(error, Error):
        return False
    if connection.connection is None or connection.connection.closed != 0:
        return True
    cause = error.__cause__
    code = getattr(cause, "pgcode", None)
    silent = isinstance(cause, psycopg2.OperationalError | psycopg2.InterfaceError) or type(cause) is psycopg2.DatabaseError
    return silent if code is None else code in ENDED or code.startswith("08")
