"""A table on its way into a file: columns of csd.lists.tables and rows in portions, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csd.lists.tables import Column

Portions = Iterable[Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Sheet:
    """Columns and rows in portions. `summed` are the keys of the columns that an XLSX file adds up in a last row.

    `title` and `scope` say what it is, `by` and `at` who had it made when: they are printed on every page.
    """

    title: str
    scope: str
    by: str
    at: datetime
    columns: Sequence[Column]
    portions: Portions
    summed: frozenset[str] = frozenset()
