"""Parts of addresses: a month like 2026-07, the id of a row, a key whatever its signs."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter

from csd.keys import from_address, to_address
from csd.months import Month

# words that mean a page of their own where a key could stand; a test looks through all addresses for more
TAKEN = frozenset({"add"})


class MonthConverter:
    """`2026-07`; years that a page could not reckon from or to are refused."""

    regex = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        """The month of the address."""
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        """As it is written in an address."""
        return str(value)


class IdConverter(IntConverter):
    """A whole number that fits a row's id: longer ones are not an address, and never reach the database."""

    regex = "[0-9]{1,18}"


class KeyConverter:
    """A number, code or name of a row, also one with signs that an address cannot carry: keys may be older than the rule for them."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The key; no address for what the database could not hold."""
        key = from_address(value)
        if "\0" in key:
            raise ValueError(value)
        return key

    def to_url(self, value: object) -> str:
        """One part of an address."""
        return to_address(str(value), TAKEN)


register_converter(MonthConverter, "month")
register_converter(IdConverter, "id")
register_converter(KeyConverter, "key")
