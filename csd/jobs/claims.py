"""The two ways to hold a part, each gone with the worker that dies.

In a transaction: the row is locked (SKIP LOCKED) for the one transaction that does the part, writes its results and marks it done.
Nothing of a part is seen before all of it; that is for parts of a few seconds. In a session: an advisory lock of the database
session, outside any transaction, so that progress is committed as it is made and no transaction stays open for minutes.
"""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import Error, transaction

from csd.database.locks import held
from csd.database.lost_connections import connection_lost
from csd.database.rows import execute, rows_of
from csd.faultpoints import fault_point
from csd.jobs.engine import Line, Outcome, Part

LOCK_WAIT_MS = 2000


class InTransaction(Line):
    """A line whose parts are one transaction each. The whole is locked too: it is not cancelled while a part of it is written."""

    @abstractmethod
    def locked_part(self, row_id: int) -> Part | None:
        """Lock the whole (Over where it is over) and the next free part of it."""

    @abstractmethod
    def left(self) -> str:
        """SQL: the ids of the parts of a whole (%s) that are not done, those to wait for first."""

    @contextlib.contextmanager
    def claimed(self, row_id: int) -> Iterator[Part | None]:
        """The next part, locked; a session that stands still in it is ended, so that it holds up nobody."""
        with transaction.atomic():
            fault_point(f"{self.name}.claim.before")
            execute(f"SET LOCAL idle_in_transaction_session_timeout = '{settings.CSD_STUCK_SECONDS}s'")
            yield self.locked_part(row_id)

    def wait(self, row_id: int) -> Outcome:
        """Block until a worker that holds an unfinished part is through with it, at most LOCK_WAIT_MS."""
        try:
            with transaction.atomic():
                execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
                left = rows_of(f"{self.left()} LIMIT 1 FOR SHARE", [row_id])
        except Error as error:
            if connection_lost(error):
                raise
            return Outcome.WAITED
        return Outcome.WAITED if left else Outcome.OVER


@dataclass(frozen=True)
class Held(Part):
    """A part that is held by an advisory lock: `space` names what is locked, `lock` is the id in it."""

    space: int = 0
    lock: int = 0


class InSession(Line):
    """A line whose parts are held by the session that does them. Whoever finds nothing free leaves: the last one ends the whole."""

    long = True

    @abstractmethod
    def next_part(self, row_id: int) -> Held | None:
        """A part that is neither done nor held; Over where the whole is."""

    @abstractmethod
    def still_to_do(self, row_id: int, part: Held) -> bool:
        """Whether nobody did it between the look and the lock; Over where the whole is."""

    @contextlib.contextmanager
    def claimed(self, row_id: int) -> Iterator[Part | None]:
        """The next part, held."""
        while (part := self.next_part(row_id)) is not None:
            with held(part.space, part.lock) as mine:
                if mine and self.still_to_do(row_id, part):
                    yield part
                    return
        yield None
