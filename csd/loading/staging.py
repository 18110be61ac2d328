"""One temporary table per file: typed like the model, keys of other rows as text, with the line of each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.models import ForeignKey

from csd.database.rows import execute
from csd.loading.issues import FilePlace
from csd.loading.kinds import NULL
from csd.loading.specs import Column, FileSpec, Staged


def create(spec: FileSpec) -> None:
    """The empty staging tables of a file; those of an earlier load in the same transaction go."""
    staged = Staged(spec, FilePlace(0, spec.name))
    columns = ", ".join(
        [
            *(f"{quoted(column.name)} {_type_of(spec, column)}" for column in spec.columns),
            *(f"{as_written(column)} text" for column in spec.columns if column.kind.as_written),
        ]
    )
    for table, definition in (
        (staged.table, f"line bigint NOT NULL, {columns}"),
        (staged.known_table, "line bigint, id bigint, changed boolean"),
    ):
        execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        execute(f"CREATE TEMP TABLE {table} ({definition}) ON COMMIT DROP")


def _type_of(spec: FileSpec, column: Column) -> str:
    model_field = spec.model_field(column)
    kind = "text" if isinstance(model_field, ForeignKey) else model_field.db_type(connection)
    empty = spec.empty_text(column)
    return f"{kind} DEFAULT '{empty}'" if column.further and empty not in (None, NULL) else f"{kind}"


def fill(staged: Staged, columns: Sequence[Column], chunks: Iterator[bytes]) -> int:
    """COPY the rows in while they are parsed, and say how many there are."""
    cells = [name for column in columns for name in (quoted(column.name), *([as_written(column)] if column.kind.as_written else []))]
    names = ", ".join(["line", *cells])
    stream = _Stream(chunks)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(f"COPY {staged.table} ({names}) FROM STDIN", stream)
        count = cursor.cursor.rowcount
    if stream.error is not None:
        raise stream.error
    execute(f"ANALYZE {staged.table}")
    return int(count)


class _Stream:
    """What psycopg2 reads from. An error of the parser ends the copy; psycopg2 itself would hide it."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.error: BaseException | None = None

    def read(self, _size: int) -> bytes:
        """The next chunk, of any size; nothing at the end."""
        try:
            return next(self._chunks, b"")
        except BaseException as error:
            self.error = error
            return b""


def as_written(column: Column) -> str:
    """Where the staging table has what a file says; none where it is what was read."""
    return quoted(f"{column.name} as written")


def quoted(name: str | None) -> str:
    """A column's or table's name in SQL; names come from specs and models, never from a file."""
    return connection.ops.quote_name(name or "")
