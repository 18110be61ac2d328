"""Staged rows into their tables: in the order of lines, in slices, in the transaction of the load."""

from __future__ import annotations

from collections.abc import Callable

from csd.database.rows import execute, rows_of
from csd.loading.specs import Staged
from csd.loading.sql import FileSql
from csd.loading.staging import quoted

# checks of foreign keys wait until the end of a statement, in memory
SLICE_ROWS = 200_000
PAGE_BYTES = 8192


def add_new(staged: Staged, batch_id: int, progress: Callable[[int], None]) -> None:
    """Insert the rows that are not there yet; `progress` gets how many staged rows are through."""
    if not staged.new:
        return
    own_rows = give_ids(staged) if staged.spec.refers_to_itself else ""
    insert = _insert(staged, batch_id, own_rows)
    if own_rows or staged.staged <= SLICE_ROWS:
        execute(insert.format(slice="TRUE"))
        return
    pages = rows_of(f"SELECT pg_relation_size('{staged.table}')")[0][0] // PAGE_BYTES + 1
    step = max(1, pages * SLICE_ROWS // staged.staged)
    for page in range(0, pages, step):
        # COPY has filled the pages in the order of lines
        execute(insert.format(slice=f"s.ctid >= '({page},0)'::tid AND s.ctid < '({page + step},0)'::tid"))
        progress(min(staged.staged, (page + step) * staged.staged // pages))


def _insert(staged: Staged, batch_id: int, own_rows: str) -> str:
    sql = FileSql(staged.spec)
    pairs = [(sql.target(column), sql.written(column)) for column in sql.columns]
    pairs += [("batch_id", str(int(batch_id))), *staged.spec.constants]
    if own_rows:
        pairs.append(("id", "s.id"))
    names, values = ", ".join(name for name, _value in pairs), ", ".join(value for _name, value in pairs)
    unknown = f"AND NOT EXISTS (SELECT FROM {staged.known_table} k WHERE k.line = s.line)" if staged.known else ""
    return (
        f"INSERT INTO {quoted(staged.spec.table)} ({names}) SELECT {values} FROM {staged.table} s {sql.joins_written(own_rows)}"
        f" WHERE {{slice}} {unknown} ORDER BY s.line"
    )


def give_ids(staged: Staged) -> str:
    """Draw the ids of new rows that refer to each other; returns where rows of this file are found by key, new ones included."""
    table, key = quoted(staged.spec.table), staged.spec.key[0]
    target = quoted(staged.spec.model_field(staged.spec.column(key)).column)
    execute(f"ALTER TABLE {staged.table} ADD COLUMN id bigint")
    execute(
        f"UPDATE {staged.table} SET id = drawn.id FROM (SELECT line, nextval(pg_get_serial_sequence('{staged.spec.table}', 'id')) AS id"
        f" FROM (SELECT line FROM {staged.table} s WHERE NOT EXISTS (SELECT FROM {staged.known_table} k WHERE k.line = s.line)"
        " ORDER BY line) x) drawn"
        f" WHERE drawn.line = {staged.table}.line"
    )
    return f"(SELECT id, {target} FROM {table} UNION ALL SELECT id, {quoted(key)} AS {target} FROM {staged.table} WHERE id IS NOT NULL)"


def change_known(staged: Staged) -> None:
    """Update the cells that may change, of rows in which they differ."""
    if not staged.changed:
        return
    sql = FileSql(staged.spec)
    updates = [column for column in sql.columns if column.updates is not None]
    cells = ", ".join(f"{sql.target(column)} = {sql.written(column)}" for column in updates)
    execute(
        f"UPDATE {quoted(staged.spec.table)} t SET {cells} FROM {staged.known_table} k JOIN {staged.table} s ON s.line = k.line"
        f" {sql.joins_written()} WHERE k.changed AND t.id = k.id"
    )
