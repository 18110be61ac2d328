"""What the rail and the bar show: apps register their entries (registrations.py); each is shown to whoever may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from csd.selectors.people import Standing

PHONE_ENTRIES = 4


@dataclass(frozen=True)
class Entry:
    """A page of the first level: `url` is its name, `section` the first part of addresses below it, `order` its place."""

    url: str
    label: str | Promise
    icon: str
    order: int
    section: str
    visible: Callable[[Standing], bool]


ENTRIES: list[Entry] = []


def register_entry(entry: Entry) -> None:
    """Add an entry; one of the same name is replaced."""
    ENTRIES[:] = sorted([e for e in ENTRIES if e.url != entry.url] + [entry], key=lambda e: e.order)


def entries_for(who: Standing | None) -> list[Entry]:
    """What a person may open, in order."""
    return [entry for entry in ENTRIES if entry.visible(who)] if who else []


def first_page(who: Standing | None) -> str | None:
    """The name of the page to begin with; None for who may open none."""
    found = entries_for(who)
    return found[0].url if found else None
