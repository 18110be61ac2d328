"""Re-encrypting everything with the newest key (csd.database.encryption), a portion per transaction: it may be killed at any time.

It works as the owner of the tables, for history is re-encrypted too, and without a trace in history: nothing changed but the key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from csd.database.encrypted_field import EncryptedField
from csd.database.encryption import decrypt, encrypt, is_encrypted_newly, mark
from csd.database.roles import as_owner
from csd.database.rows import rows_of
from csd.faultpoints import fault_point

PORTION = 500
Report = Callable[[str, int], object]


@dataclass(frozen=True)
class EncryptedTable:
    """A table with encrypted columns, and the column its rows are told apart by."""

    name: str
    key: str
    columns: tuple[EncryptedField[Any, Any], ...]


def encrypted_tables() -> Iterator[EncryptedTable]:
    """Every table with an encrypted column, history included."""
    for model in apps.get_models(include_auto_created=True):
        columns = tuple(field for field in model._meta.concrete_fields if isinstance(field, EncryptedField))
        if columns and model._meta.pk is not None:
            yield EncryptedTable(model._meta.db_table, str(model._meta.pk.column), columns)


def rotate(report: Report = lambda table, rows: None, portion: int = PORTION) -> int:
    """Encrypt with the newest key whatever is not; says how many rows."""
    total = 0
    with as_owner():
        for table in encrypted_tables():
            last = None
            while True:
                with transaction.atomic():
                    _quiet_triggers(table)
                    last, changed = _portion(table, last, portion)
                total += changed
                fault_point("keys.portion")
                if last is None:
                    break
                report(table.name, total)
    return total


def keys_in_use() -> dict[str, int]:
    """How many values each key encrypts, by its name."""
    found: dict[str, int] = {}
    for table in encrypted_tables():
        for column in table.columns:
            sql = (
                f"SELECT split_part({_q(column.column)}, '.', 2), count(*) FROM {_q(table.name)} WHERE {_q(column.column)} <> '' GROUP BY 1"
            )
            for name, count in rows_of(sql):
                found[name] = found.get(name, 0) + count
    return found


def _quiet_triggers(table: EncryptedTable) -> None:
    # for this transaction alone; only the owner's sessions are heeded (csd.database.roles)
    names = "SELECT array_agg(tgname::text)::text FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
    rows_of(f"SELECT set_config('pgtrigger.ignore', coalesce(({names}), '{{}}'), true)", [table.name])


def _portion(table: EncryptedTable, after: Any, size: int) -> tuple[Any, int]:
    columns = ", ".join(_q(column.column) for column in table.columns)
    where = f"WHERE {_q(table.key)} > %(after)s" if after is not None else ""
    rows = rows_of(
        f"SELECT {_q(table.key)}, {columns} FROM {_q(table.name)} {where} ORDER BY {_q(table.key)} LIMIT {int(size)} FOR UPDATE",
        {"after": after},
    )
    changed = sum(_encrypt_row(table, row) for row in rows)
    return (rows[-1][0] if len(rows) == size else None), changed


def _encrypt_row(table: EncryptedTable, row: tuple[Any, ...]) -> int:
    sets: dict[str, str] = {}
    for column, encrypted in zip(table.columns, row[1:], strict=True):
        if not isinstance(encrypted, str) or not encrypted or is_encrypted_newly(encrypted):
            continue
        text = decrypt(encrypted, column.about)
        sets[str(column.column)] = encrypt(text, column.about)
        if column.mark:
            sets[column.mark] = mark(text, column.about)
    if not sets:
        return 0
    assignments = ", ".join(f"{_q(name)} = %({name})s" for name in sets)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_q(table.name)} SET {assignments} WHERE {_q(table.key)} = %(row_key)s", {**sets, "row_key": row[0]})
    return 1


def _q(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
