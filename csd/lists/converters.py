"""Parts of addresses: a month like 2026-07."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter

from csd.months import Month


class MonthConverter:
    """`2026-07`; years that a page could not reckon from or to are no months."""

    regex = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        """The month of the address."""
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        """As it is written in an address."""
        return str(value)


class IdConverter(IntConverter):
    """A whole number that fits a row's id: longer ones are no address, and never reach the database."""

    regex = "[0-9]{1,18}"


register_converter(MonthConverter, "month")
register_converter(IdConverter, "id")
