"""The register of what can be off on a shift; every kind is a function that writes the rows of one such shift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from csd.demo.desk import Desk
from csd.demo.people import Person

# returns False where the situation cannot be had (nobody is free, ...): the shift is then an ordinary one
Maker = Callable[[Desk, Person, datetime, datetime], bool | None]


@dataclass(frozen=True, slots=True)
class Oddity:
    """One kind: its name, whether only wide companies have it, and its maker."""

    name: str
    wide: bool
    make: Maker


REGISTER: dict[str, Oddity] = {}
_lots: dict[bool, list[Oddity]] = {False: [], True: []}


def oddity(weight: int = 1, wide: bool = True) -> Callable[[Maker], Maker]:
    """Register a maker under its function's name; `weight` is how many lots it has in the draw."""

    def register(make: Maker) -> Maker:
        kind = Oddity(make.__name__, wide, make)
        REGISTER[kind.name] = kind
        _lots[True].extend([kind] * weight)
        if not wide:
            _lots[False].extend([kind] * weight)
        return make

    return register


def make_odd(desk: Desk, person: Person, start: datetime, end: datetime, name: str | None = None) -> None:
    """Make a shift an odd one, of the named kind or one drawn; ordinary where the situation cannot be had."""
    kind = REGISTER[name] if name else desk.dice.pick(_lots[desk.wide])
    if kind.make(desk, person, start, end) is False:
        desk.ordinary(person.no, start, end)
    else:
        desk.tally[kind.name] += 1
