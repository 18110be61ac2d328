"""The kinds of exports: apps register theirs (registrations.py); csd imports none of them.

A kind says who may have it, what its parameters mean in words, and per format how it is made: planned as parts, each part
written by one worker, the parts joined to one file. Makers give the same bytes for the same order and rows, so that a part
written again, after its worker was killed or in a message that came twice, changes nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from csd.formats import Words
from csd.organisation.standing import Standing
from csd.registry import Registry

Parameters = Mapping[str, Any]
Span = tuple[int, int]
Moved = Callable[[int], None]


@dataclass(frozen=True)
class Order:
    """What somebody asked for, as makers see it. `by` is printed on it with the moment it was asked for."""

    who: Standing
    parameters: Parameters
    format: str
    title: str
    scope: str
    asked_at: datetime

    @property
    def by(self) -> str:
        """Who asked, as files name them."""
        return str(self.who.employee)


def one_part(order: Order) -> Sequence[Span]:
    """The plan of what is written in one go."""
    return [(0, 0)]


def the_only_part(order: Order, parts: Sequence[Path], whole: Path) -> None:
    """The whole file is its one part."""
    shutil.copyfile(parts[0], whole)


@dataclass(frozen=True)
class Maker:
    """How a format is made.

    `write` writes the rows of a span into a file, tells how many are written so far, and returns how many there were;
    `plan` cuts an order into spans, `join` makes one file of all parts in their order.
    """

    write: Callable[[Order, Span, Path, Moved], int]
    plan: Callable[[Order], Sequence[Span]] = one_part
    join: Callable[[Order, Sequence[Path], Path], None] = the_only_part


@dataclass(frozen=True)
class ExportKind:
    """A kind of export. `read` makes parameters of what a form sent (Refused with a sentence where it makes no sense).

    `seen_by` is asked when the export is asked for, by the worker before each part, and at every download; `count` says how
    many rows there will be. `right` is the one by which it holds the pay of others, if it does: taking it away then needs a fresh proof,
    and is kept as a look. `fields` are what the page of exports asks for; without it the kind has a button elsewhere.
    """

    name: str
    words: Words
    title: Callable[[Parameters], str]
    seen_by: Callable[[Standing, Parameters], bool]
    read: Callable[[Mapping[str, str], Standing], Parameters]
    count: Callable[[Order], int]
    makers: Mapping[str, Maker]
    scope: Callable[[Parameters], str] = lambda parameters: ""
    fields: Sequence[str] = ()
    right: Callable[[Parameters], str] = lambda parameters: ""


KINDS: Registry[ExportKind] = Registry("export")


def register_export(kind: ExportKind) -> ExportKind:
    """Make a kind known by its name."""
    return KINDS.add(kind.name, kind)


def title_in_words(kind: str, parameters: Parameters, stored: str) -> str:
    """The title in the language in force; as it was stored where the kind is gone."""
    return KINDS[kind].title(parameters) if kind in KINDS else stored


def scope_in_words(kind: str, parameters: Parameters, stored: str) -> str:
    """Which part of it was asked for, likewise."""
    return KINDS[kind].scope(parameters) if kind in KINDS else stored


def post_of(who: Standing) -> str:
    """What decides which rows somebody sees: whoever has another post since gets no file of the old one (O4)."""
    return f"{who.grade or ''}/{who.department_id or ''}/{','.join(sorted(who.roles))}"
