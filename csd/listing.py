"""Lists: a query with its columns, filters, orders and search, written down once (LOOK.md, Table).

A page shows one by key (csd.paging); an export writes all of it, of exactly what was shown. A list is scoped by its query, which
gets who asks (RULES.md O4), so that a page, a search, a filter and an export can never show more than one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from csd.copying import rows_of
from csd.http import query_string
from csd.paging import SIZE, Key, Place, named_page_of
from csd.selectors.people import Standing
from csd.tables import Column, Sorting, Table, Words

SEARCH_LENGTH_MAX = 60
MARK_LENGTH_MAX = 400
# counting more than this costs more than it tells
COUNTED = 2_000

# who can be meant at all by a text in their number or name, by index; whether it really stands there is still to be looked at
PEOPLE_BY_PART = "SELECT p.id FROM csd_employee p WHERE p.grams @> csd_sought({text})"

Row = Mapping[str, Any]
Arguments = Mapping[str, str]


@dataclass(frozen=True)
class Query:
    """SQL that names its columns, and its values. What follows it in the statement may use `%(name)s` of the same values."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """One way to pick rows out: `choices` are value → word, `where` a condition that uses the chosen value as `%(filter_NAME)s`.

    With `conditions` each value has its own condition instead. `chips` are shown as links above the table, others as a field.
    A filter with `typed` is typed instead of chosen: it makes of what was typed the value to look for, or nothing. One that is not
    `shown` is offered by the page around the list, and only named where it is in force. `values` looks up what else the condition asks for, given
    the chosen value and those of the query.
    """

    name: str
    label: Words
    choices: Mapping[str, Words] | Callable[[Standing], Mapping[str, Words]] = field(default_factory=dict)
    where: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)
    chips: bool = False
    typed: Callable[[str], str] | None = None
    shown: bool = True
    values: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] | None = None

    def read(self, given: str, who: Standing) -> str:
        """The value that was asked for; nothing for what makes no sense."""
        if self.typed is not None:
            return self.typed(given) if given else ""
        return given if given in self.offered(who) else ""

    def offered(self, who: Standing) -> Mapping[str, Words]:
        """What may be chosen by whoever asks."""
        return self.choices(who) if callable(self.choices) else self.choices

    def condition(self, value: str) -> str:
        """The condition for a chosen value."""
        return self.conditions.get(value, self.where)


@dataclass(frozen=True)
class Listing:
    """A list. `query` gives the rows that `who` may see, `arguments` being the parts of the address (a month, say).

    `sorts` are key → the columns that order it, the last one unique; the first is what is used without a choice. `search`
    are the columns looked through. `links` make a cell lead somewhere; `columns` have a `key`, the name of their SQL column.
    `person` is the column of a person's id where the search is for their number and name: then an index finds them first.
    `seen_by` is asked again when an export is written, and `exported_by` too where not everybody who sees it may take it away.
    `pay` says that the pay of others is in it.
    """

    name: str
    title: Words
    seen_by: Callable[[Standing], bool]
    query: Callable[[Standing, Arguments], Query]
    columns: Sequence[Column]
    sorts: Mapping[str, Sequence[Key]]
    search: Sequence[str] = ()
    search_label: Words = ""
    person: str = ""
    filters: Sequence[Filter] = ()
    links: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict)
    empty: tuple[Words, Words] = ("", "")
    descending: bool = False
    counted: bool = True
    exported_by: Callable[[Standing], bool] | None = None
    pay: bool = False

    def may_export(self, who: Standing) -> bool:
        """Whether somebody may take the list away as a file."""
        return self.seen_by(who) and (self.exported_by is None or self.exported_by(who))

    def column(self, key: str) -> Column:
        """A column by its key; KeyError when there is none."""
        return {column.key: column for column in self.columns}[key]


LISTINGS: dict[str, Listing] = {}


def register_listing(listing: Listing) -> Listing:
    """Make a list known by its name, so that it can be exported and its columns be chosen."""
    LISTINGS[listing.name] = listing
    return listing


@dataclass(frozen=True)
class Asked:
    """What somebody asked of a list; what makes no sense counts as not asked. Becomes the query of an address and back."""

    listing: Listing
    sort: str
    descending: bool
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, listing: Listing, who: Standing, given: QueryDict | Mapping[str, str]) -> Asked:
        """From the query of an address."""

        def text(name: str, length: int) -> str:
            value = given.get(name)
            return value.strip()[:length] if isinstance(value, str) and "\0" not in value else ""

        sort = text("sort", MARK_LENGTH_MAX)
        known = sort in listing.sorts
        chosen = {f.name: text(f.name, MARK_LENGTH_MAX) for f in listing.filters}
        return cls(
            listing,
            sort if known else next(iter(listing.sorts)),
            text("down", 2) == "on" if known else listing.descending,
            text("find", SEARCH_LENGTH_MAX),
            {f.name: value for f in listing.filters if (value := f.read(chosen[f.name], who))},
            text("after", MARK_LENGTH_MAX),
            text("before", MARK_LENGTH_MAX),
        )

    @property
    def values(self) -> dict[str, str]:
        """What is kept from page to page and in an export: everything but the place."""
        first = self.sort == next(iter(self.listing.sorts)) and self.descending == self.listing.descending
        order = {} if first else {"sort": self.sort, "down": "on" if self.descending else ""}
        return {**self.filters, "find": self.search, **order}

    def link(self, **changed: str) -> str:
        """The query of an address with something changed, from the first page on."""
        return query_string({**self.values, **changed}) or "?"

    def sorted_by(self, key: str) -> str:
        """The address sorted by a key; once more turns it round."""
        return self.link(sort=key, down="on" if self.sort == key and not self.descending else "")


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
    page = named_page_of(query, values, keys, Place.read(keys, asked.after, asked.before), size=size, descending=asked.descending)
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
    place = Place()
    while True:
        page = named_page_of(query, values, keys, place, size=size, descending=asked.descending)
        if page.rows:
            yield list(page.rows)
        if not page.after:
            return
        place = Place.read(keys, after=page.after)


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
    base = listing.query(who, arguments)
    values: dict[str, Any] = {**base.values, **{f"filter_{name}": value for name, value in asked.filters.items()}}
    in_force = [(f, asked.filters[f.name]) for f in listing.filters if f.name in asked.filters]
    values |= {name: value for f, chosen in in_force if f.values for name, value in f.values(chosen, base.values).items()}
    conditions = [f"({f.condition(chosen)})" for f, chosen in in_force]
    if asked.search and listing.search:
        values |= {"search": f"%{literal(asked.search)}%", "search_grams": asked.search}
        if listing.person:
            conditions.append(f"{listing.person} IN ({PEOPLE_BY_PART.format(text='%(search_grams)s')})")
        stands_in = "strpos(lower({}), lower(%(search_grams)s)) > 0" if listing.person else "{} ILIKE %(search)s"
        conditions.append("(" + " OR ".join(stands_in.format(column) for column in listing.search) + ")")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT * FROM ({base.sql}) picked{where}", values


def _count(query: str, values: Mapping[str, Any]) -> int:
    return int(rows_of(f"SELECT count(*) FROM (SELECT 1 FROM ({query}) first_ones LIMIT {COUNTED + 1}) counted", values)[0][0])


def cell_of(listing: Listing, column: Column, row: Row) -> Any:
    link = listing.links.get(column.key)
    return link(row) if link else row[column.key]


def literal(text: str) -> str:
    """Text as ILIKE looks for it word for word."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
