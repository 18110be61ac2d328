"""One temporary table per file: typed like the model, keys of other rows as text, with the line of each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import ForeignKey

from csd.copying import execute
from csd.loading.issues import Place
from csd.loading.kinds import NULL
from csd.loading.specs import Column, FileSpec
from csd.months import Month


@dataclass
class Staged:
    """A file in its staging table: `rows` are in the file, of which `known` are in the database and `changed` differ there.

    `aside` counts rows that are there and get something in another table (personal data).
    """

    spec: FileSpec
    place: Place
    columns: list[Column] = field(default_factory=list)
    sha256: str = ""
    rows: int = 0
    staged: int = 0
    months: set[Month] = field(default_factory=set)
    known: int = 0
    changed: int = 0
    aside: int = 0

    @property
    def table(self) -> str:
        """The staging table."""
        return f"load_{self.spec.name}"

    @property
    def known_table(self) -> str:
        """Lines of rows that are in the database already: (line, id, changed)."""
        return f"load_{self.spec.name}_known"

    @property
    def new(self) -> int:
        """How many rows are not there yet."""
        return self.staged - self.known


def create(spec: FileSpec) -> None:
    """The empty staging tables of a file; those of an earlier load in the same transaction go."""
    staged = Staged(spec, Place(0, spec.name))
    columns = ", ".join(f"{quoted(column.name)} {_type_of(spec, column)}" for column in spec.columns)
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
    names = ", ".join(["line", *(quoted(column.name) for column in columns)])
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


def quoted(name: str | None) -> str:
    """A column's or table's name in SQL; names come from specs and models, never from a file."""
    return connection.ops.quote_name(name or "")
