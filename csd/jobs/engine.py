"""How workers share rows: claim a part, do it, mark it done, look for the next; what fails is counted and said in words.

A `Line` is one kind of rows: which part comes next, what doing it means, how the whole ends. The loop, the counting of tries and
the end of what cannot go on are here, the two ways to hold a part in csd.jobs.claims. Whoever is late, doubled or delivered twice
finds the part held or done, or the whole over; whoever dies loses the part at once. No lease, no state to repair.
"""

from __future__ import annotations

import enum
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.database.lost_connections import connection_lost
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.faultpoints import fault_point
from csd.registry import Registry

logger = logging.getLogger(__name__)
MAX_TRIES = 3
BROKEN = _("It could not be done. Try again; if it fails again, tell whoever looks after the program.")


class Over(Exception):
    """The whole is over: cancelled, failed, or done by somebody else."""


class Outcome(enum.Enum):
    """What a worker found: it did a part, others hold the last ones of a stage, or there is nothing left for it to do."""

    WORKED = "worked"
    WAITED = "waited"
    OVER = "over"


@dataclass(frozen=True)
class Part:
    """A part that is claimed: `do` does it and marks it done. What has no `id` is not a row: its first failure ends the whole."""

    name: str
    do: Callable[[], None]
    id: int | None = None


class Line(ABC):
    """One kind of rows that workers share. `parts` is the table of its parts, which has `id`, `done` and `tries`.

    A part of a `long` line may take longer than the broker waits for a message: its messages are acknowledged at once, and the
    sweep makes up for a worker that dies. `limits` are the seconds after which a part is asked to end and after which it is ended.
    `offers` is how many workers are asked to take part.
    """

    name: str
    parts: str
    long: bool = False
    limits: tuple[int, int] | None = None
    offers: int = 1

    @abstractmethod
    def queue_of(self, row_id: int) -> str:
        """The queue whose workers do it."""

    @abstractmethod
    def claimed(self, row_id: int) -> AbstractContextManager[Part | None]:
        """Hold the next part for as long as the block lasts; None where nothing is free. Over where the whole is."""

    @abstractmethod
    def idle(self) -> list[int]:
        """What is under way and has something to do that nobody is doing."""

    @abstractmethod
    def fail(self, row_id: int, sentence: str) -> None:
        """End what cannot go on; nothing where it is over already."""

    def wait(self, row_id: int) -> Outcome:
        """Nothing is free: wait for those who hold the rest, or leave it to them."""
        return Outcome.OVER

    def speaking(self, row_id: int) -> AbstractContextManager[None]:
        """The language in which it fails: that of whoever asked for it."""
        return nullcontext()

    def words_of(self, part: Part, error: Exception) -> str:
        """What people are told about an error that is nobody's refusal."""
        return gettext(BROKEN)


LINES: Registry[Line] = Registry("line of work")


def register_line(line: Line) -> Line:
    """Make a line known by its name; two of one name are a programming error."""
    return LINES.add(line.name, line)


def do_one(line: Line, row_id: int) -> Outcome:
    """Claim a part and do it. A refusal ends the whole with its sentence; an error is counted, and the last try ends the whole."""
    part: Part | None = None
    try:
        with line.claimed(row_id) as part:
            if part is not None:
                part.do()
                return Outcome.WORKED
    except Over:
        return Outcome.OVER
    except Exception as error:
        if part is None or connection_lost(error):
            raise
        with line.speaking(row_id):
            if isinstance(error, Refused):
                line.fail(row_id, str(error))
            else:
                logger.exception("%s %s: %s failed", line.name, row_id, part.name)
                record_failure(line, row_id, part, error)
        return Outcome.WORKED
    return line.wait(row_id)


def record_failure(line: Line, row_id: int, part: Part, error: Exception) -> None:
    """Count a failed try of a part; the last one ends the whole in words. Nothing where somebody else did it or all of it is gone."""
    with transaction.atomic():
        tries = [(MAX_TRIES,)]
        if part.id is not None:
            tries = rows_of(f"UPDATE {line.parts} SET tries = tries + 1 WHERE id = %s AND NOT done RETURNING tries", [part.id])
        if tries and tries[0][0] >= MAX_TRIES:
            line.fail(row_id, line.words_of(part, error))


def work_on(line: Line, row_id: int, seconds: float, moved: Callable[[], None] | None = None) -> bool:
    """Do parts for about `seconds`; True when there is nothing left to do here, False when there is more.

    `moved` is called after every part, for whoever shows progress.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        outcome = do_one(line, row_id)
        if outcome is Outcome.OVER:
            return True
        if outcome is Outcome.WORKED:
            fault_point(f"{line.name}.part.over")
        if moved is not None:
            moved()
    return False
