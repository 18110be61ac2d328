"""Which staged rows are in the database already: by key, or as a multiset where a file has no key.

Lines found are kept in the file's `known` table with the row's id; `changed` where a cell that may change differs.
"""

from __future__ import annotations

from collections.abc import Sequence

from csd.database.rows import execute, rows_of
from csd.loading.months import InMonth
from csd.loading.specs import Column, Staged
from csd.loading.sql import FileSql
from csd.loading.staging import quoted


def match(staged: Staged) -> None:
    """Fill the `known` table and count."""
    if not staged.staged or not rows_of(f"SELECT EXISTS (SELECT FROM {quoted(staged.spec.table)})")[0][0]:
        return
    sql = FileSql(staged.spec)
    updates = [column for column in sql.columns if column.updates is not None]
    if staged.spec.key:
        staged.known = _by_key(staged, sql)
        if staged.known and updates:
            staged.changed = _mark_changed(staged, sql, updates)
    else:
        staged.known = _as_multiset(staged, sql, sql.columns, changed=False)
        if updates and staged.known < staged.staged:
            rest = [column for column in sql.columns if column.updates is None]
            staged.changed = _as_multiset(staged, sql, rest, changed=True)
            staged.known += staged.changed
    execute(f"ANALYZE {staged.known_table}")


def _by_key(staged: Staged, sql: FileSql) -> int:
    """Through the keys' own ids, so that the indexes of large tables are used."""
    keys = [staged.spec.column(name) for name in staged.spec.key]
    same = " AND ".join(f"t.{sql.target(column)} = {sql.written(column)}" for column in keys)
    return execute(
        f"INSERT INTO {staged.known_table} SELECT s.line, t.id, FALSE FROM {staged.table} s {sql.joins_written()}"
        f" JOIN {quoted(staged.spec.table)} t ON {same}"
    )


def _mark_changed(staged: Staged, sql: FileSql, updates: Sequence[Column]) -> int:
    return execute(
        f"UPDATE {staged.known_table} SET changed = TRUE FROM (SELECT k.line FROM {staged.known_table} k JOIN {staged.table} s"
        " ON s.line = k.line"
        f" JOIN {quoted(staged.spec.table)} t ON t.id = k.id {sql.joins_there} WHERE {sql.differ(updates)}) found"
        f" WHERE found.line = {staged.known_table}.line"
    )


def _as_multiset(staged: Staged, sql: FileSql, columns: Sequence[Column], *, changed: bool) -> int:
    """Pair the n-th of equal staged rows with the n-th of equal rows there; rows paired before are left out.

    Rows are compared by a 64-bit hash first, so that sorting millions of them compares numbers, then cell by cell.
    """
    names = ", ".join(f"c{place}" for place in range(len(columns)))
    ours = ", ".join(f"{sql.staged(column)} AS c{place}" for place, column in enumerate(columns))
    theirs = ", ".join(f"{sql.there(column)} AS c{place}" for place, column in enumerate(columns))
    where, parameters = _near(staged, sql)
    numbered = (
        "SELECT *, row_number() OVER (PARTITION BY h, {names} ORDER BY id) AS n"
        " FROM (SELECT *, hash_record_extended(ROW({names}), 0) AS h FROM ({rows}) x) y"
    )
    file_rows = (
        f"SELECT s.line AS id, {ours} FROM {staged.table} s WHERE NOT EXISTS (SELECT FROM {staged.known_table} k WHERE k.line = s.line)"
    )
    rows_there = (
        f"SELECT t.id, {theirs} FROM {quoted(staged.spec.table)} t {sql.joins_there}"
        f" WHERE {where} AND NOT EXISTS (SELECT FROM {staged.known_table} k WHERE k.id = t.id)"
    )
    same = ", ".join(f"f.c{place}" for place in range(len(columns))), ", ".join(f"d.c{place}" for place in range(len(columns)))
    return execute(
        f"WITH f AS ({numbered.format(names=names, rows=file_rows)}), d AS ({numbered.format(names=names, rows=rows_there)})"
        f" INSERT INTO {staged.known_table} SELECT f.id, d.id, %s FROM f JOIN d ON f.h = d.h AND f.n = d.n"
        f" AND ROW({same[0]}) IS NOT DISTINCT FROM ROW({same[1]})",
        [*parameters, changed],
    )


def _near(staged: Staged, sql: FileSql) -> tuple[str, list[object]]:
    """A condition that leaves only rows from the staged rows' own span of time."""
    rule = staged.spec.months
    if not isinstance(rule, InMonth):
        return "TRUE", []
    column = staged.spec.column(rule.column)
    # as text: Django's connection takes every time for UTC, and during a load they are written in Asia/Shanghai
    first, last = rows_of(f"SELECT min({quoted(column.name)})::text, max({quoted(column.name)})::text FROM {staged.table}")[0]
    return f"t.{sql.target(column)} BETWEEN %s AND %s", [first, last]
