"""The floor of a load: COPY of the very files into temporary tables, and INSERT … SELECT with the joins that ids need."""

from __future__ import annotations

from pathlib import Path

from django.db import connection, transaction

from csd.database.fields import MonthField
from csd.database.rows import execute
from csd.loading.folder import look_into
from csd.loading.issues import Issues
from csd.loading.kinds import NULL, Reference
from csd.loading.locking import long_transaction
from csd.loading.specs import Column, FileSpec, FolderFile, Staged
from csd.loading.sql import FileSql
from csd.loading.staging import create, quoted
from csd.loading.writing import give_ids
from csd.models import ImportBatch


def floor_of_load(folder: Path) -> int:
    """Load the CSV files of a folder without looking at them; returns how many rows."""
    with transaction.atomic(), long_transaction():
        batch = ImportBatch.objects.create(loaded_by="floor", folder=str(folder))
        return sum(_load(file, batch.pk) for file in look_into(folder, Issues(), Issues()).files)


def _load(file: FolderFile, batch_id: int) -> int:
    spec = file.spec
    staged = Staged(spec, file.place)
    create(spec)
    with file.path.open("rb") as binary:
        names = [name.strip() for name in binary.readline().decode().split(",")]
        execute(f"ALTER TABLE {staged.table} ALTER line ADD GENERATED ALWAYS AS IDENTITY")
        for column in spec.columns:
            if isinstance(spec.model_field(column), MonthField):
                execute(f"ALTER TABLE {staged.table} ALTER {quoted(column.name)} TYPE text")
        with connection.cursor() as cursor:
            columns = ", ".join(map(quoted, names))
            cursor.cursor.copy_expert(f"COPY {staged.table} ({columns}) FROM STDIN WITH (FORMAT csv)", binary)
            staged.staged = cursor.cursor.rowcount
    execute(f"ANALYZE {staged.table}")
    sql = _FloorSql(spec)
    pairs = [(sql.target(column), sql.written(column)) for column in sql.columns] + [("batch_id", str(batch_id)), *spec.constants]
    own_rows = give_ids(staged) if spec.refers_to_itself else ""
    if own_rows:
        pairs.append(("id", "s.id"))
    targets, values = ", ".join(name for name, _value in pairs), ", ".join(value for _name, value in pairs)
    return execute(
        f"INSERT INTO {quoted(spec.table)} ({targets}) SELECT {values} FROM {staged.table} s {sql.joins_written(own_rows)} ORDER BY s.line"
    )


class _FloorSql(FileSql):
    def written(self, column: Column) -> str:
        """The cell as it stands; empty ones as the loader would write them."""
        text = super().written(column)
        if isinstance(column.kind, Reference):
            return text
        if isinstance(self.spec.model_field(column), MonthField):
            return f"({text} || '-01')::date"
        empty = _empty(self.spec, column)
        return f"coalesce({text}, '{empty}')" if empty is not None else text


def _empty(spec: FileSpec, column: Column) -> str | None:
    text = spec.empty_text(column)
    return None if text == NULL else text
