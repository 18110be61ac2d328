"""Lists: a query with its columns, filters, orders and search, written down once.

A page shows one by key (csd.lists.paging); an export writes all of it, of exactly what was shown. A list is scoped by its query, which
gets who asks (docs/rulebook.md O4), so that a page, a search, a filter and an export can never show more than one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from csd.access.models import LookedAt
from csd.database.rows import Query
from csd.formats import Words
from csd.lists.paging import Key
from csd.lists.tables import Column
from csd.organisation.standing import Standing
from csd.registry import Registry

Row = Mapping[str, Any]


Arguments = Mapping[str, str]


@dataclass(frozen=True)
class Filter:
    """One way to pick rows out: `choices` are value → word, `where` a condition that uses the chosen value as `%(filter_NAME)s`.

    With `conditions` each value has its own condition instead. `chips` are shown as links above the table, others as a field.
    A filter with `typed` is typed instead of chosen: it makes of what was typed the value to look for, or nothing. One that is not
    `shown` is offered by the page around the list, and only named where it is in force. `values` looks up what else the condition
    asks for, given the chosen value and those of the query.
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
    """A list. `query` gives the rows that `who` may see, as SQL or as a QuerySet of `values()`; `arguments` are the parts of the address.

    `sorts` are key → the columns that order it, the last one unique; the first is what is used without a choice. `search`
    are the columns looked through. `links` make a cell lead somewhere; `columns` have a `key`, the name of their SQL column.
    `person` is the column of a person's id where the search is for their number and name: then an index finds them first.
    `seen_by` is asked again when an export is written, and `exported_by` too where not everybody who sees it may take it away.
    `right` is the one by which it holds the pay of others, if it does: then it needs a proof, and the look is kept, as `look` says.
    """

    name: str
    title: Words
    seen_by: Callable[[Standing], bool]
    query: Callable[[Standing, Arguments], Query | QuerySet[Any, Any]]
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
    right: str = ""
    look: LookedAt | None = None

    def may_export(self, who: Standing) -> bool:
        """Whether somebody may take the list away as a file."""
        return self.seen_by(who) and (self.exported_by is None or self.exported_by(who))

    def column(self, key: str) -> Column:
        """A column by its key; KeyError when there is none."""
        return {column.key: column for column in self.columns}[key]


LISTINGS: Registry[Listing] = Registry("list")


def register_listing(listing: Listing) -> Listing:
    """Make a list known by its name, so that it can be exported and its columns be chosen."""
    return LISTINGS.add(listing.name, listing)
