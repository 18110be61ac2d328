"""What the close of a month consists of: apps register their steps, sources and results here; csd imports none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from csd.months import Month
from csd.registry import Registry

if TYPE_CHECKING:
    from csd.closing.models import Attempt, Chunk
    from csd.work.context import AttemptContext

Produced = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A part of a close. `run` computes one chunk inside the transaction that claimed it and returns what it produced.

    Steps of one stage run side by side; a stage starts when the one before is done. A step `per_person` is cut into chunks
    of people, another is one chunk. `words` is what operators read.
    """

    name: str
    stage: int
    run: Callable[[AttemptContext, Chunk], Produced]
    words: str | Promise
    per_person: bool = False


STEPS: Registry[Step] = Registry("step")
SOURCES: list[str] = []
RESULTS: list[str] = []
EDITIONS: Registry[Callable[[Month], Mapping[str, str]]] = Registry("book of rules")
FAILURES: list[Callable[[Attempt], None]] = []


def register_step(step: Step) -> None:
    """Add a step; two of one name are a programming error."""
    STEPS.add(step.name, step)


def register_sources(*tables: str) -> None:
    """Tables that attempts read, each with a history: the highest ids of both are frozen when an attempt starts."""
    SOURCES.extend(table for table in tables if table not in SOURCES)


def register_results(*tables: str) -> None:
    """Tables with an `attempt_id` (children before parents): their rows go when an attempt is replaced or cancelled.

    A table without an `attempt_id` is given as `table:column:parent` and goes with its parent's rows.
    """
    RESULTS.extend(table for table in tables if table not in RESULTS)


def register_editions(name: str, editions: Callable[[Month], Mapping[str, str]]) -> None:
    """A book of rules whose editions an attempt freezes."""
    EDITIONS.add(name, editions)


def register_failure(tell: Callable[[Attempt], None]) -> None:
    """Whom to tell, in the same transaction, that an attempt has failed."""
    FAILURES.append(tell)


def step_named(name: str) -> Step:
    """The step of a chunk; KeyError when its app is gone."""
    return STEPS[name]
