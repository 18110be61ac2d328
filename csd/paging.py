"""Pages of a query by key: the next page begins after the last row shown, so that page 2,000 costs what page 2 costs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from csd.copying import rows_of

SIZE = 50
HIGHEST_ID = 2**63 - 1


class Key(NamedTuple):
    """A column that orders a query, with its type in SQL; the last key of a query is unique."""

    column: str
    type: str = "text"


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value


def _number(value: Any) -> Decimal:
    found = Decimal(_text(value))
    if not found.is_finite():
        raise ValueError(value)
    return found


def _id(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= HIGHEST_ID:
        raise ValueError(value)
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "numeric": _number,
    "bigint": _id,
    "date": lambda value: date.fromisoformat(_text(value)),
}


@dataclass(frozen=True)
class Place:
    """Where a page begins: after these key values, or before them where it is read backwards. Without values: the first page."""

    values: tuple[Any, ...] = ()
    backwards: bool = False

    @classmethod
    def read(cls, keys: Sequence[Key], after: str = "", before: str = "") -> Place:
        """The place a link names; the first page for one that makes no sense."""
        try:
            given = json.loads(before or after or "[]")
            values = tuple(_READ[key.type](value) for key, value in zip(keys, given, strict=True)) if given else ()
        except (ValueError, TypeError, InvalidOperation, RecursionError):
            return cls()
        return cls(values, bool(before and values))


@dataclass(frozen=True)
class Page:
    """Rows of a page, and the marks of the pages before and after it (empty where there is none)."""

    rows: list[tuple[Any, ...]]
    before: str = ""
    after: str = ""


def page_of(
    query: str,
    parameters: Mapping[str, Any],
    keys: Sequence[Key],
    place: Place,
    *,
    size: int | None = SIZE,
    descending: bool = False,
) -> Page:
    """One page of a query that names its key columns last, in the order of `keys`; all rows where `size` is None."""
    forward = descending == place.backwards
    direction, compared = ("ASC", ">") if forward else ("DESC", "<")
    names = ", ".join(key.column for key in keys)
    marks = ", ".join(f"%(place_{i})s::{key.type}" for i, key in enumerate(keys))
    begins = f"WHERE ({names}) {compared} ({marks})" if place.values else ""
    limit = "LIMIT %(size)s" if size is not None else ""
    order = ", ".join(f"{key.column} {direction}" for key in keys)
    values = {**parameters, **{f"place_{i}": value for i, value in enumerate(place.values)}}
    rows = rows_of(f"SELECT * FROM ({query}) listed {begins} ORDER BY {order} {limit}", {**values, "size": (size or 0) + 1})
    more = size is not None and len(rows) > size
    rows = rows[:size]
    if place.backwards:
        rows.reverse()
    here = bool(place.values)
    shown = [row[: -len(keys)] for row in rows]
    if not rows:
        return Page([])
    has_before = more if place.backwards else here
    has_after = here if place.backwards else more
    return Page(shown, _mark(rows[0], keys) if has_before else "", _mark(rows[-1], keys) if has_after else "")


def _mark(row: Sequence[Any], keys: Sequence[Key]) -> str:
    values = row[-len(keys) :]
    return json.dumps([value if key.type == "bigint" else str(value) for key, value in zip(keys, values, strict=True)], ensure_ascii=False)
