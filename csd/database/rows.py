"""Many rows into a table at once (COPY), and rows out of a query: the two fast paths that results and loads share."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from csd.faultpoints import through_fault_point

Parameters = Sequence[Any] | Mapping[str, Any]
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _text(value: str) -> str:
    return value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value


def _json(value: Any) -> str:
    # JSON escapes control characters itself, so only its backslashes are left to escape
    return _encode(value).replace("\\", "\\\\")


# kept: json.dumps makes an encoder for every call with options of its own
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


# by exact type: a chain of isinstance took a third of the time of writing a month
_CELLS: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    str: _text,
    bool: lambda value: "t" if value else "f",
    int: int.__str__,
    Decimal: Decimal.__str__,
    dict: _json,
    list: _json,
}


def cell(value: Any) -> str:
    """A value as COPY's text format writes it."""
    return _CELLS.get(type(value), _other)(value)


def _other(value: Any) -> str:
    return _text(str(value))


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Append rows to a table in one COPY and say how many; both names come from code, never from input."""
    writers = _CELLS.get  # looked up here and not in cell(): one call less for each of millions of cells
    return copy_lines(table, columns, ["\t".join([writers(type(value), _other)(value) for value in row]) for row in rows])


def copy_lines(table: str, columns: Sequence[str], lines: Sequence[str]) -> int:
    """The same for rows that are COPY text already: cells of code and numbers joined by tabs, nothing that a person wrote."""
    if lines:
        text = io.StringIO("\n".join(lines) + "\n")
        names = ", ".join(f'"{column}"' for column in columns)
        # psycopg2's own cursor: without the wrapper a server lost in the middle would not be told from a wrong row
        # (see csd.database.lost_connections)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', through_fault_point("copy.half_sent", text))
    return len(lines)


def rows_of(sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def execute(sql: str, parameters: Parameters = ()) -> int:
    """Run a statement and say how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        touched: int = cursor.rowcount
        return touched


def next_ids(table: str, count: int) -> list[int]:
    """`count` fresh values of a table's id sequence."""
    return [row[0] for row in rows_of(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)", [count])]


def plan_for_sets() -> None:
    """Keep PostgreSQL from nested loops until the transaction ends.

    Statistics lag behind rows an attempt has just written: taking 10,000 of them for one, it chose loops that took 11 s
    where a hash join takes 20 ms (measured).
    """
    execute("SET LOCAL enable_nestloop = off")


@dataclass(frozen=True)
class Query:
    """SQL that names its columns, and its values. What follows it in the statement may use `%(name)s` of the same values."""

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)
