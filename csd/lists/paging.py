"""Pages of a query by key: the next page begins after the last row shown, so that page 2,000 costs what page 2 costs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db import connection

from csd.lists.addresses import query_string

SIZE = 50
HIGHEST_ID = 2**63 - 1
# longer than the keys of any row
MARK_MAX = 400


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
    if not isinstance(value, int) or not -HIGHEST_ID <= value <= HIGHEST_ID:
        raise ValueError(value)
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "numeric": _number,
    "bigint": _id,
    "date": lambda value: date.fromisoformat(_text(value)),
    "timestamptz": lambda value: datetime.fromisoformat(_text(value)),
}


@dataclass(frozen=True)
class PagePlace:
    """Where a page begins: after these key values, or before them where it is read backwards. Without values: the first page."""

    values: tuple[Any, ...] = ()
    backwards: bool = False

    @classmethod
    def asked(cls, keys: Sequence[Key], query: Mapping[str, str]) -> PagePlace:
        """The place that the query of an address names."""
        return cls.read(keys, query.get("after", "")[:MARK_MAX], query.get("before", "")[:MARK_MAX])

    @classmethod
    def read(cls, keys: Sequence[Key], after: str = "", before: str = "") -> PagePlace:
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


@dataclass(frozen=True)
class NamedPage:
    """The same with rows by the names of their columns."""

    rows: list[dict[str, Any]]
    before: str = ""
    after: str = ""


def page_of(
    query: str,
    parameters: Mapping[str, Any],
    keys: Sequence[Key],
    place: PagePlace,
    *,
    size: int | None = SIZE,
    descending: bool = False,
) -> Page:
    """One page of a query that names its key columns last, in the order of `keys`; all rows where `size` is None."""
    rows, has_before, has_after, _names = _window(query, parameters, keys, place, size, descending)
    marks = [_mark(row[-len(keys) :], keys) for row in (*rows[:1], *rows[-1:])]
    return Page([row[: -len(keys)] for row in rows], marks[0] if has_before else "", marks[1] if has_after else "")


def named_page_of(
    query: str,
    parameters: Mapping[str, Any],
    keys: Sequence[Key],
    place: PagePlace,
    *,
    size: int | None = SIZE,
    descending: bool = False,
) -> NamedPage:
    """One page of a query in which the columns of `keys` stand anywhere; they are never NULL."""
    rows, has_before, has_after, names = _window(query, parameters, keys, place, size, descending)
    named = [dict(zip(names, row, strict=True)) for row in rows]
    marks = [_mark([row[key.column] for key in keys], keys) for row in (*named[:1], *named[-1:])]
    return NamedPage(named, marks[0] if has_before else "", marks[1] if has_after else "")


def page_of_rows(rows: Sequence[Any], query: Mapping[str, str], *, size: int = SIZE) -> tuple[Sequence[Any], str, str]:
    """A page of rows that are computed anyway, because each depends on those before it; with the addresses beside it."""
    asked = query.get("from", "")
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len(str(HIGHEST_ID)) else 0
    before = query_string({"from": str(max(0, first - size))}) if first else ""
    return rows[first : first + size], before, query_string({"from": str(first + size)}) if first + size < len(rows) else ""


def _window(
    query: str, parameters: Mapping[str, Any], keys: Sequence[Key], place: PagePlace, size: int | None, descending: bool
) -> tuple[list[tuple[Any, ...]], bool, bool, list[str]]:
    """The rows, whether there are some before and after, and the names of the columns."""
    forward = descending == place.backwards
    direction, compared = ("ASC", ">") if forward else ("DESC", "<")
    order = ", ".join(f"{key.column} {direction}" for key in keys)
    marks = ", ".join(f"%(place_{i})s::{key.type}" for i, key in enumerate(keys))
    begins = f"WHERE ({', '.join(key.column for key in keys)}) {compared} ({marks})" if place.values else ""
    # a number the planner does not see: for a page of few out of many it would go through all in their order, trusting that the few lie
    # evenly among them, and the people of a department lie together
    limit = "LIMIT (SELECT %(size)s)" if size is not None else ""
    values = {**parameters, **{f"place_{i}": value for i, value in enumerate(place.values)}, "size": (size or 0) + 1}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({query}) listed {begins} ORDER BY {order} {limit}", values)
        rows, names = cursor.fetchall(), [column.name for column in cursor.description]
    more = size is not None and len(rows) > size
    rows = rows[:size]
    if place.backwards:
        rows.reverse()
    here = bool(place.values) and bool(rows)
    return rows, more if place.backwards else here, here if place.backwards else more, names


def _mark(values: Sequence[Any], keys: Sequence[Key]) -> str:
    return json.dumps([value if key.type == "bigint" else str(value) for key, value in zip(keys, values, strict=True)], ensure_ascii=False)
