"""How far the close of a month has come: what the app that closes months tells the pages of the apps it reads (registrations.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csd.formats import Words
from csd.months import Month
from csd.organisation.standing import Standing


@dataclass(frozen=True)
class Closing:
    """The state of a month in a word, what is to do next, and the page where that is done; `tone` is ok, warn, info or empty."""

    state: Words
    next_step: Words
    url: str
    tone: str = ""


Describe = Callable[[Standing, Month], Closing | None]
_DESCRIBED_BY: list[Describe] = []


def register_closing(describe: Describe) -> None:
    """Name who knows how far a month is."""
    if describe not in _DESCRIBED_BY:
        _DESCRIBED_BY.append(describe)


def closing_of(who: Standing, month: Month) -> Closing | None:
    """How far a month is, for whoever may know; None for others."""
    return next((found for describe in _DESCRIBED_BY if (found := describe(who, month)) is not None), None)
