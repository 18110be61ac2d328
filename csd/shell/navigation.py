"""What the rail and the bar of a phone show: apps register their entries (registrations.py); each is shown to whoever may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from csd.organisation.standing import Standing
from csd.registry import Registry


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


ENTRIES: Registry[Entry] = Registry("entry of the navigation")


def register_entry(entry: Entry) -> None:
    """Add an entry; two of one address are a programming error."""
    ENTRIES.add(entry.url, entry)


def entries_for(who: Standing | None) -> list[Entry]:
    """What a person may open, in order."""
    return [entry for entry in sorted(ENTRIES.values(), key=lambda e: e.order) if entry.visible(who)] if who else []
