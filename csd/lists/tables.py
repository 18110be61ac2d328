"""Tables as values: columns with a kind, rows of typed cells. One template shows them; commands print them as lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple

from csd import formats
from csd.formats import Words

QUIET_ZERO = ("amount",)
FIGURES = ("money", "amount", "change", "number", "points", "percent", "days", "written")
ONE_LINE = ("day", "moment", "month")
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "money": formats.money,
    "amount": formats.money,
    "change": formats.change,
    "number": formats.number,
    "points": formats.points,
    "percent": formats.percent,
    "days": formats.days,
    "day": formats.day,
    "moment": formats.moment,
    "month": formats.month,
    "yes": formats.yes_no,
}


@dataclass(frozen=True)
class Column:
    """A column: `kind` says how its cells are written (`amount` is money with a quiet dash for zero), `words` translates codes.

    `minor` columns are left out on a phone; `sort` is the key to sort by, where one can. In a list (csd.lists.listing) `key` is the
    column of its query, and a `hidden` one is shown only to whoever chose it.
    """

    label: Words
    kind: str = "text"
    words: Mapping[str, Words] | None = None
    minor: bool = False
    sort: str = ""
    group: bool = False
    key: str = ""
    hidden: bool = False

    @property
    def figure(self) -> bool:
        """Whether it is written to the right."""
        return self.kind in FIGURES

    @property
    def own(self) -> bool:
        """Whether its cells are somebody's own words or a code, in whatever language."""
        return self.kind == "text" and self.words is None

    @property
    def classes(self) -> str:
        """The classes of its cells: a figure, in one line, left out on a phone, the first of a group."""
        marks = {"figure": self.figure, "nowrap": self.kind in ONE_LINE, "minor": self.minor, "group-start": self.group}
        return " ".join(name for name, holds in marks.items() if holds)

    def written(self, value: Any) -> str:
        """A cell as text."""
        if value is None or value == "":
            return formats.DASH
        if self.words is not None:
            return str(self.words.get(value, value))
        if self.kind in QUIET_ZERO and not value:
            return formats.DASH
        return _WRITTEN.get(self.kind, str)(value)


class Link(NamedTuple):
    """A cell that leads somewhere; `explains` opens beside the page."""

    value: Any
    url: str
    explains: bool = False
    note: str = ""


class Shown(NamedTuple):
    """A cell, written."""

    column: Column
    text: str
    url: str
    explains: bool
    note: str


class ShownRow(list[Shown]):
    """A row, its cells written; `id` is what a tick of it sends."""

    id: str = ""


@dataclass(frozen=True)
class Sorting:
    """By which key a table is sorted, and how to ask for another: `link(key)` is the query string."""

    key: str
    descending: bool
    link: Callable[[str], str]


@dataclass
class Table:
    """Columns and rows; the first cell of a row is its heading. `before` and `after` are query strings of the pages beside it.

    With `ticks` each row has a box to tick that sends its entry of `ids` as `ticked`; the form around it says what happens then.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    caption: Words = ""
    total: Sequence[Any] = ()
    before: str = ""
    after: str = ""
    note: str = ""
    sorting: Sorting | None = None
    classes: str = ""
    name: str = ""
    ids: Sequence[str] = ()
    ticks: bool = False
    empty: tuple[Words, Words] = field(default=("", ""))

    def shown(self) -> Iterator[ShownRow]:
        """The rows, cells written."""
        for row, row_id in zip_longest(self.rows, self.ids, fillvalue=""):
            shown = ShownRow(self._cells(row))
            shown.id = row_id
            yield shown

    def shown_total(self) -> list[Shown]:
        """The row of sums, if there is one."""
        return list(self._cells(self.total))

    def lines(self) -> Iterator[str]:
        """The rows as text, exact, for commands."""
        for row in self.rows:
            yield "  ".join(formats.DASH if cell is None else str(cell.value if isinstance(cell, Link) else cell) for cell in row)

    def headings(self) -> Iterator[dict[str, Any]]:
        """Columns with what a heading says about sorting."""
        for column in self.columns:
            sorted_here = bool(self.sorting and column.sort and self.sorting.key == column.sort)
            direction = "descending" if self.sorting and self.sorting.descending else "ascending"
            yield {
                "column": column,
                "url": self.sorting.link(column.sort) if self.sorting and column.sort else "",
                "direction": direction if sorted_here else "",
            }

    def _cells(self, row: Iterable[Any]) -> Iterator[Shown]:
        for column, cell in zip(self.columns, row, strict=True):
            if isinstance(cell, Link):
                yield Shown(column, column.written(cell.value), cell.url, cell.explains, cell.note)
            else:
                yield Shown(column, column.written(cell), "", False, "")
