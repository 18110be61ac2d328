"""What a formula needs and no other formula gives: facts, each with its words, where it is read, what proves it, and its rows.

A fact is written down once (`register`). From then on it is gathered for the months whose formulas name it, stored with what proves
it, explained down to its rows and checked against them; nothing else names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from csd.formats import Words
from csd.lists.paging import Key
from csd.lists.tables import Column, Table
from csd.registry import Registry
from csd.work.context import AttemptContext

Rows = Mapping[int, Any]


class Placed(NamedTuple):
    """A person of the chunk as the attempt froze them."""

    employee: int
    terms: int
    employed: int
    on_last_day: bool


@dataclass
class Batch:
    """Some people of a month: whom the facts are gathered for. What several facts read is read `once`."""

    context: AttemptContext
    placed: Sequence[Placed]
    _read: dict[Callable[[Batch], Rows], Rows] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        """The ids of the people."""
        return [person.employee for person in self.placed]

    def once(self, read: Callable[[Batch], Rows]) -> Rows:
        """What a function reads for these people; asked again it is not read again."""
        if read not in self._read:
            self._read[read] = read(self)
        return self._read[read]


@dataclass(frozen=True)
class Source:
    """A kind of source rows: its columns in words and the query of its rows, which names its key columns (`k1`, `k2` …) last.

    `tall` shows its only row from top to bottom; `persons`: it names single people's pay; `typed` corrects cells that a query cannot
    give as they are meant.
    """

    name: str
    caption: Words
    columns: tuple[Column, ...]
    query: str
    keys: tuple[Key, ...]
    tall: bool = False
    persons: bool = False
    typed: Callable[[Sequence[Any]], tuple[Any, ...]] | None = None


@dataclass(frozen=True)
class Shown:
    """The rows of a source behind a fact: from what proves it, `needs` says which further values the query has; None: there are none."""

    source: Source
    needs: Callable[[Any], Mapping[str, Any] | None] = lambda proof: {}
    paged: bool = True


@dataclass(frozen=True)
class OfMonth:
    """Whose rows are shown: those of a person, or of nobody (the waterfall's)."""

    context: AttemptContext
    employee: int | None


# a table that no single query gives
Made = Callable[[OfMonth], Table]


@dataclass(frozen=True)
class Group:
    """Facts that are read together: `rows` gives a row per person, `without` stands for anyone who has none.

    `proof` is what the trace keeps of a row under the name of the group, nothing where it is falsy; `source` says for a check, from what
    was kept and what is there now, which rows a fact that differs comes from.
    """

    name: str
    rows: Callable[[Batch], Rows]
    without: Any = None
    proof: Callable[[Any], Any] | None = None
    source: Callable[[Any, Any, int], str] = lambda kept, now, terms: "trace"


@dataclass(frozen=True)
class Fact:
    """A fact: `value` takes it from the row of its group; `tables` are the rows it comes from, `of_one` those of a single agent."""

    name: str
    label: Words
    group: Group | None = None
    value: Callable[[Any], Any] = lambda row: row
    tables: tuple[Shown | Made, ...] = ()
    of_one: Source | None = None

    @property
    def proof(self) -> str:
        """Under which name the trace keeps what proves it."""
        return self.group.name if self.group else self.name


FACTS: Registry[Fact] = Registry("fact")


def register(*facts: Fact) -> None:
    """Write facts down; ValueError for a name that is taken."""
    for fact in facts:
        FACTS.add(fact.name, fact)


def facts_of_group(name: str) -> set[str]:
    """The facts that a proof of the trace is about."""
    return {fact.name for fact in FACTS.values() if fact.proof == name}


@contextmanager
def trying() -> Iterator[None]:
    """Within, facts may be registered; afterwards they are forgotten. For tests of what the payslip can grow to."""
    kept = dict(FACTS)
    try:
        yield
    finally:
        FACTS.clear()
        FACTS.update(kept)
