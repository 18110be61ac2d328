"""What is handed to PostgreSQL as a list arrives as the array that was meant (csd.database.backend.base)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from csd.database.rows import rows_of

pytestmark = pytest.mark.django_db
ARRAYS: list[tuple[list[Any], str]] = [
    ([1, -2, 2**63 - 1], "bigint[]"),
    ([], "bigint[]"),
    ([2**63], "numeric[]"),
    ([True, False], "boolean[]"),
    ([1, None], "integer[]"),
    ([1, Decimal("0.5")], "numeric[]"),
    (["1", "a'b", "{2}"], "text[]"),
    ([["a", "b"], ["c", "d"]], "text[]"),
]


@pytest.mark.parametrize(("values", "kind"), ARRAYS)
def test_a_list_arrives_as_it_was(values: list[Any], kind: str) -> None:
    assert rows_of(f"SELECT %(values)s::{kind}", {"values": values}) == [(values,)]


def test_numbers_are_compared_and_counted_without_a_cast() -> None:
    assert rows_of("SELECT 3::smallint = ANY(%(values)s), cardinality(%(values)s)", {"values": [1, 3]}) == [(True, 2)]
