"""Rows that are in the database from before the rule for keys and names: a file that says the same as they do means them.

Keys that others refer to are looked up while a file is read (csd.loading.known). Order numbers are too many for that, and names are
compared where the key is the same.
"""

from __future__ import annotations

from csd.database.rows import execute
from csd.loading.specs import Column, Staged
from csd.loading.staging import as_written, quoted


def keep_older_keys(staged: Staged) -> None:
    """Order numbers stay as they are written where one is stored so."""
    table = quoted(staged.spec.table)
    for column in _rewritten(staged):
        if not staged.spec.key:
            there = quoted(staged.spec.model_field(column).column)
            execute(f"{_put_back(staged, column)} AND EXISTS (SELECT FROM {table} t WHERE t.{there} = s.{as_written(column)})")


def keep_older_names(staged: Staged) -> None:
    """Names stay as they are written where the row that was found has it so."""
    table = quoted(staged.spec.table)
    for column in _rewritten(staged):
        if staged.spec.key and staged.known:
            there = quoted(staged.spec.model_field(column).column)
            execute(
                f"{_put_back(staged, column)} AND EXISTS (SELECT FROM {staged.known_table} k JOIN {table} t ON t.id = k.id"
                f" WHERE k.line = s.line AND t.{there} = s.{as_written(column)})"
            )


def _rewritten(staged: Staged) -> list[Column]:
    return [column for column in staged.columns if column.name in staged.rewritten]


def _put_back(staged: Staged, column: Column) -> str:
    written = as_written(column)
    return f"UPDATE {staged.table} s SET {quoted(column.name)} = s.{written} WHERE s.{written} IS NOT NULL"
