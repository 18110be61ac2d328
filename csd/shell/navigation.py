"""What the rail and the bar of a phone show: apps register their entries (registrations.py); each is shown to whoever may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from csd.organisation.standing import Standing


@dataclass(frozen=True)
class Entry:
    """A page of the first level: `url` is its name, `section` the first part of addresses below it, `order` its place.

    `phone`: it stands in the bar of a phone, which has room for four; the home page leads to the others.
    """

    url: str
    label: str | Promise
    icon: str
    order: int
    section: str
    visible: Callable[[Standing], bool]
    phone: bool = False


ENTRIES: list[Entry] = []


def register_entry(entry: Entry) -> None:
    """Add an entry; one of the same name is replaced."""
    ENTRIES[:] = sorted([e for e in ENTRIES if e.url != entry.url] + [entry], key=lambda e: e.order)


def entries_for(who: Standing | None) -> list[Entry]:
    """What a person may open, in order."""
    return [entry for entry in ENTRIES if entry.visible(who)] if who else []
