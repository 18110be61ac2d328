"""The query of an address."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict


def query_string(values: Mapping[str, str]) -> str:
    """The query of an address, `?after=…`; empty values are left out."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in values.items() if value})
    return f"?{query.urlencode()}"
