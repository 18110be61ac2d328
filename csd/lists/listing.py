"""Lists: a query with its columns, filters, orders and search, written down once.

A page shows one by key (csd.lists.paging); an export writes all of it, of exactly what was shown. A list is scoped by its query, which
gets who asks (docs/rulebook.md O4), so that a page, a search, a filter and an export can never show more than one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from csd.database.rows import rows_of
from csd.formats import Words
from csd.keys import search_form
from csd.lists.asked import Asked
from csd.lists.declared import Arguments, Filter, Listing, Row
from csd.lists.paging import SIZE, PagePlace, named_page_of
from csd.lists.querysets import query_of
from csd.lists.tables import Column, Sorting, Table
from csd.organisation.standing import Standing

# counting more than this costs more than it tells
COUNTED = 2_000

# who can be meant at all by a text in their number or name, by index; whether it really stands there is still to be looked at
PEOPLE_BY_PART = "SELECT p.id FROM csd_employee p WHERE p.grams @> csd_sought({text})"
# of one or two signs the index knows for sure; all else in any spelling (csd.keys.search_form)
KNOWN_BY_INDEX = "length(csd_plain({text})) <= 2"
STANDS_IN = "strpos(csd_plain({column}::text), csd_plain({text})) > 0"


@dataclass(frozen=True)
class Listed:
    """A page of a list as the template needs it (templates/parts/listing.html)."""

    who: Standing
    asked: Asked
    table: Table
    total: int | None
    offered: Mapping[str, Mapping[str, Words]]
    arguments: Arguments
    may_export: bool

    @property
    def listing(self) -> Listing:
        """The list itself."""
        return self.asked.listing

    @property
    def more_than_counted(self) -> bool:
        """Whether there are more rows than anybody counts."""
        return self.total is not None and self.total > COUNTED

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Filters that are fields."""
        return [self._filter(f) for f in self.listing.filters if f.shown and not f.chips]

    @property
    def chips(self) -> list[dict[str, Any]]:
        """Filters that are links, each choice with its address."""
        return [self._filter(f) for f in self.listing.filters if f.shown and f.chips]

    @property
    def picked(self) -> list[dict[str, Any]]:
        """What of the field filters and the search is in force, each with the address without it."""
        return [
            {"label": f.label, "word": self.offered[f.name].get(chosen, chosen), "url": self.asked.link(**{f.name: ""})}
            for f in self.listing.filters
            if not f.chips and (chosen := self.asked.filters.get(f.name))
        ]

    def _filter(self, f: Filter) -> dict[str, Any]:
        chosen = self.asked.filters.get(f.name, "")
        choices = [
            {"value": value, "word": word, "here": value == chosen, "url": self.asked.link(**{f.name: value})}
            for value, word in self.offered[f.name].items()
        ]
        shown = {"name": f.name, "label": f.label, "choices": choices, "chosen": chosen, "typed": f.typed is not None}
        return {**shown, "all_url": self.asked.link(**{f.name: ""})}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the search form sends along besides its own fields: the order and the chips."""
        own = {"find", *(f.name for f in self.listing.filters if f.shown and not f.chips)}
        return [(name, value) for name, value in self.asked.values.items() if value and name not in own]

    @property
    def query(self) -> str:
        """The query that shows the same rows again, for an export."""
        return self.asked.link()

    @property
    def choosable(self) -> list[dict[str, Any]]:
        """Columns that may be left out or taken in, and whether they are shown."""
        shown = {column.key for column in self.table.columns}
        return [{"key": c.key, "label": c.label, "shown": c.key in shown} for c in self.listing.columns[1:]]


def listed(
    listing: Listing,
    who: Standing,
    given: QueryDict | Mapping[str, str],
    *,
    arguments: Arguments | None = None,
    chosen: Sequence[str] | None = None,
    size: int = SIZE,
) -> Listed:
    """A page of a list for whoever asks; `chosen` are the keys of the columns they want to see."""
    asked = Asked.read(listing, who, given)
    offered = {f.name: f.offered(who) for f in listing.filters}
    query, values = _selected(asked, who, arguments or {})
    keys = listing.sorts[asked.sort]
    page = named_page_of(query, values, keys, PagePlace.read(keys, asked.after, asked.before), size=size, descending=asked.descending)
    shown = shown_columns(listing, chosen)
    table = Table(
        shown,
        [[cell_of(listing, column, row) for column in shown] for row in page.rows],
        caption=listing.title,
        sorting=Sorting(asked.sort, asked.descending, asked.sorted_by),
        before=asked.link(before=page.before) if page.before else "",
        after=asked.link(after=page.after) if page.after else "",
        empty=listing.empty,
        ids=[str(row["id"]) for row in page.rows if "id" in row],
    )
    total = _count(query, values) if listing.counted else None
    return Listed(who, asked, table, total, offered, arguments or {}, listing.may_export(who))


def rows_for_export(asked: Asked, who: Standing, arguments: Arguments, size: int = 2_000) -> Iterator[list[Row]]:
    """All rows in the order shown, in portions; each portion begins after the last row of the one before."""
    query, values = _selected(asked, who, arguments)
    keys = asked.listing.sorts[asked.sort]
    place = PagePlace()
    while True:
        page = named_page_of(query, values, keys, place, size=size, descending=asked.descending)
        if page.rows:
            yield list(page.rows)
        if not page.after:
            return
        place = PagePlace.read(keys, after=page.after)
        if not place.values:
            # a mark of our own that cannot be read would begin again at the first row, and again
            raise ValueError(f"{asked.listing.name} cannot be continued after {page.after}")


def count_for_export(asked: Asked, who: Standing, arguments: Arguments) -> int:
    """How many rows an export has."""
    query, values = _selected(asked, who, arguments)
    return int(rows_of(f"SELECT count(*) FROM ({query}) counted", values)[0][0])


def shown_columns(listing: Listing, chosen: Sequence[str] | None) -> list[Column]:
    """The columns somebody wants to see, in their own order; the first one always, all of them without a choice."""
    if not chosen:
        return [column for column in listing.columns if not column.hidden]
    return [column for index, column in enumerate(listing.columns) if not index or column.key in chosen]


def _selected(asked: Asked, who: Standing, arguments: Arguments) -> tuple[str, dict[str, Any]]:
    listing = asked.listing
    found = listing.query(who, arguments)
    base = query_of(found) if isinstance(found, QuerySet) else found
    values: dict[str, Any] = {**base.values, **{f"filter_{name}": value for name, value in asked.filters.items()}}
    in_force = [(f, asked.filters[f.name]) for f in listing.filters if f.name in asked.filters]
    values |= {name: value for f, chosen in in_force if f.values for name, value in f.values(chosen, base.values).items()}
    conditions = [f"({f.condition(chosen)})" for f, chosen in in_force]
    if search_form(asked.search) and listing.search:
        values["search"], text = asked.search, "%(search)s"
        known = [KNOWN_BY_INDEX.format(text=text)] if listing.person else []
        if listing.person:
            conditions.append(f"{listing.person} IN ({PEOPLE_BY_PART.format(text=text)})")
        stands_in = [*known, *(STANDS_IN.format(column=column, text=text) for column in listing.search)]
        conditions.append("(" + " OR ".join(stands_in) + ")")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT * FROM ({base.sql}) picked{where}", values


def _count(query: str, values: Mapping[str, Any]) -> int:
    return int(rows_of(f"SELECT count(*) FROM (SELECT 1 FROM ({query}) first_ones LIMIT {COUNTED + 1}) counted", values)[0][0])


def cell_of(listing: Listing, column: Column, row: Row) -> Any:
    link = listing.links.get(column.key)
    return link(row) if link else row[column.key]
