"""SQL of one file: its columns in the staging table `s` and in its own table `t`, and the rows they refer to.

References are compared by key, since rows that are new have no id yet; they are written by id.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.db.models import BooleanField, DateTimeField, Model

from csd.database.fields import MonthField
from csd.loading.kinds import Reference
from csd.loading.registry import spec_of
from csd.loading.specs import Column, FileSpec
from csd.loading.staging import quoted


class FileSql:
    """Expressions and joins for one FileSpec; names come from models and specs alone."""

    def __init__(self, spec: FileSpec) -> None:
        self.spec = spec
        self.columns = spec.own_columns
        self._number = {column.name: place for place, column in enumerate(self.columns)}

    def staged(self, column: Column) -> str:
        """A cell as it was staged; of a reference, the key."""
        return f"s.{quoted(column.name)}"

    def there(self, column: Column) -> str:
        """The same cell of the row that is there; needs `joins_there` for references."""
        if isinstance(column.kind, Reference):
            return f"d{self._number[column.name]}.{quoted(_key_column(column.kind))}"
        return f"t.{self.target(column)}"

    def target(self, column: Column) -> str:
        """The column of the file's own table."""
        return quoted(self.spec.model_field(column).column)

    def written(self, column: Column) -> str:
        """What is written: the cell, or the id of the row it refers to; needs `joins_written`."""
        return f"r{self._number[column.name]}.id" if isinstance(column.kind, Reference) else self.staged(column)

    @cached_property
    def joins_there(self) -> str:
        """Joins from `t` to the rows it refers to."""
        return " ".join(
            f"LEFT JOIN {quoted(spec_of(column.kind.file).table)} d{self._number[column.name]}"
            f" ON d{self._number[column.name]}.id = t.{self.target(column)}"
            for column in self.columns
            if isinstance(column.kind, Reference)
        )

    def joins_written(self, own_rows: str = "") -> str:
        """Joins from `s` to the rows it refers to; `own_rows` is where rows of the same file are looked up, if not in its table."""
        return " ".join(
            f"LEFT JOIN {self._source(column.kind, own_rows)} r{self._number[column.name]}"
            f" ON r{self._number[column.name]}.{quoted(_key_column(column.kind))} = {self.staged(column)}"
            for column in self.columns
            if isinstance(column.kind, Reference)
        )

    def _source(self, kind: Reference, own_rows: str) -> str:
        return own_rows if own_rows and kind.file == self.spec.name else quoted(spec_of(kind.file).table)

    def key_matches(self) -> str:
        """Whether `s` and `t` have the same key."""
        return " AND ".join(f"{self.staged(column)} = {self.there(column)}" for column in map(self.spec.column, self.spec.key))

    def differ(self, columns: Iterable[Column]) -> str:
        """Whether any of the columns differs between `s` and `t`."""
        return " OR ".join(f"{self.staged(column)} IS DISTINCT FROM {self.there(column)}" for column in columns) or "FALSE"

    def shown(self, column: Column, expression: str) -> str:
        """A value as docs/formats.md writes it."""
        return shown(column.aside or self.spec.model, column.field_name, expression)


def shown(model: type[Model], field_name: str, expression: str) -> str:
    """The text of a value as docs/formats.md writes it; the session's time zone is Asia/Shanghai during a load."""
    field = model._meta.get_field(field_name)
    if isinstance(field, MonthField):
        return f"to_char({expression}, 'YYYY-MM')"
    if isinstance(field, DateTimeField):
        return f"to_char({expression}, 'YYYY-MM-DD HH24:MI:SS')"
    if isinstance(field, BooleanField):
        return f"({expression})::int::text"
    return f"({expression})::text"


def _key_column(kind: Reference) -> str:
    spec = spec_of(kind.file)
    return str(spec.model_field(spec.column(spec.key[0])).column)
