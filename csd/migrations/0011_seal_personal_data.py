"""ID and bank numbers that lie in the tables as they are, in history too, are encrypted; the triggers sleep, for nothing is changed but the form."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from csd.database.encryption import mark, encrypt, decrypt

COLUMNS = ("id_number", "bank_account")
TABLES = (("csd_personaldata", "employee_id"), ("csd_personaldataevent", "pgh_id"))


def change(schema_editor: Any, turned: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table, key in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"SELECT {key}, {', '.join(COLUMNS)} FROM {table} WHERE id_number <> '' OR bank_account <> ''")
            rows = cursor.fetchall()
            sets = ", ".join(f"{column} = %s, {column}_mark = %s" for column in COLUMNS)
            for row in rows:
                values = [part for column, text in zip(COLUMNS, row[1:]) for part in turned(text, f"personal.{column}")]
                cursor.execute(f"UPDATE {table} SET {sets} WHERE {key} = %s", [*values, row[0]])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def sealed(text: str, about: str) -> tuple[str, str]:
    return (encrypt(text, about), mark(text, about)) if text else ("", "")


def opened(text: str, about: str) -> tuple[str, str]:
    return (decrypt(text, about), "") if text else ("", "")


class Migration(migrations.Migration):
    dependencies = [("csd", "0010_access")]
    operations = [migrations.RunPython(lambda apps, editor: change(editor, sealed), lambda apps, editor: change(editor, opened))]
