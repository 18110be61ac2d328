"""What somebody asked of a list: order, search, filters, place; read from an address and written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from csd.lists.addresses import query_string
from csd.lists.declared import Listing
from csd.organisation.standing import Standing

SEARCH_LENGTH_MAX = 60


MARK_LENGTH_MAX = 400


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
