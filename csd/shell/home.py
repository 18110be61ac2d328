"""What stands on the home page: apps register tiles; each is shown to whoever it is for.

A tile answers one question with a few figures or lines that lead to the rows behind them, by at most two statements.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from csd.formats import Words
from csd.organisation.standing import Standing
from csd.registry import Registry


@dataclass(frozen=True)
class Figure:
    """A number with its name; `tone` is ok, warn, bad or empty."""

    label: Words
    value: Any
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """A thing with its name, a few words and a value; what is `covered` is shown only after a tap."""

    name: Words
    text: Words = ""
    value: Any = ""
    url: str = ""
    tone: str = ""
    covered: bool = False


@dataclass(frozen=True)
class Content:
    """What a tile says today. `more` is the address of everything of its kind, `empty` what it says where there is nothing."""

    figures: Sequence[Figure] = field(default=())
    lines: Sequence[Line] = field(default=())
    note: Words = ""
    more: str = ""
    empty: Words = ""


@dataclass(frozen=True)
class Tile:
    """A tile: `visible` says for whom, `read` what it says today (None: nothing worth a place)."""

    name: str
    title: Words
    order: int
    visible: Callable[[Standing], bool]
    read: Callable[[Standing], Content | None]


TILES: Registry[Tile] = Registry("tile")


def register_tile(tile: Tile) -> None:
    """Add a tile; two of one name are a programming error."""
    TILES.add(tile.name, tile)


def home_of(who: Standing) -> list[tuple[Tile, Content]]:
    """The tiles of a person in order, with what they say."""
    read = [(tile, tile.read(who)) for tile in sorted(TILES.values(), key=lambda t: t.order) if tile.visible(who)]
    return [(tile, content) for tile, content in read if content is not None]
