"""One frame for the pages of a period: its views side by side, and the same page of the periods before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from csd import formats
from csd.access.permissions import may
from csd.formats import Words
from csd.months import Month
from csd.organisation.standing import Standing


class View(NamedTuple):
    """One of the views side by side: the key of its tab, its word, its address."""

    key: str
    word: Words
    url: str


class Near(NamedTuple):
    """The same page of the period before or after: the period in words, and the address."""

    word: Words
    url: str


@dataclass(frozen=True)
class Frame:
    """What templates/parts/frame.html shows. `label` says what the views are views of; `tab` is the key of the one that is open."""

    label: Words = ""
    views: Sequence[View] = ()
    tab: str = ""
    before: Near | None = None
    after: Near | None = None


def views_for(who: Standing, views: Iterable[tuple[str, Words, str, str]]) -> list[View]:
    """Those of the views that a person may open; each is a key, a word, an address and the right it is opened by, empty for everybody."""
    return [View(key, word, url) for key, word, url, right in views if not right or may(who, right)]


def month_frame(
    month: Month,
    address: Callable[[Month], str] | None = None,
    *,
    label: Words = "",
    views: Sequence[View] = (),
    tab: str = "",
    there: Callable[[Month], bool] = lambda _month: True,
) -> dict[str, Any]:
    """The frame of a month's page, for its context. `address` is that of the same page in another month, `there` whether it exists then."""

    def near(other: Month) -> Near | None:
        return Near(formats.month(other), address(other)) if address and there(other) else None

    return {"month": month, "frame": Frame(label, views, tab, near(month - 1), near(month + 1))}
