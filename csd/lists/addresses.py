"""The query of an address."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict


def query_string(values: Mapping[str, str]) -> str:
    """The query of an address, `?after=…`; empty values are left out."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in values.items() if value})
    return f"?{query.urlencode()}"


def page_links(before: str, after: str, *, here: str = "", kept: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The addresses of the pages before and after, by their marks; empty where there is none. `kept` stays in the query."""
    marks = {"before": before, "after": after}
    links = {name: here + query_string({**(kept or {}), name: mark}) if mark else "" for name, mark in marks.items()}
    return links["before"], links["after"]
