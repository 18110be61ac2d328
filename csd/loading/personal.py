"""The further columns of employees.csv: what only payment and the tax return need, in a table of its own.

Numbers come encrypted from the parser, as `MARKS|ENCRYPTED`: they are compared by their marks and opened only for a message about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csd.database.encrypted_field import EncryptedField
from csd.database.encryption import decrypt
from csd.database.rows import execute, rows_of
from csd.loading.checking import OTHER_VALUE, masked
from csd.loading.issues import ISSUES_MAX, Bad
from csd.loading.specs import Column, Staged
from csd.loading.staging import quoted
from csd.organisation.models import PersonalData

if TYPE_CHECKING:
    from csd.loading.specs import Load


def check_personal(load: Load, staged: Staged) -> None:
    """Rows that give something are compared with what is there; where nothing is there yet they add it."""
    columns = _columns(staged)
    if not columns or not staged.known:
        return
    differ = [_differs(column) for column in columns]
    ours, theirs = _texts(columns, "s"), _texts(columns, "p")
    joined = f"FROM {staged.known_table} k JOIN {staged.table} s ON s.line = k.line LEFT JOIN csd_personaldata p ON p.employee_id = k.id"
    found = rows_of(
        f"SELECT s.line, s.employee_no, ARRAY[{', '.join(differ)}], ARRAY[{ours}], ARRAY[{theirs}] {joined}"
        f" WHERE p.employee_id IS NOT NULL AND ({_given(columns)}) AND ({' OR '.join(differ)}) ORDER BY s.line LIMIT {ISSUES_MAX}"
    )
    for line, person, differs, after, before in found:
        for column, differing, new, old in zip(columns, differs, after, before, strict=True):
            if differing:
                bad = Bad(
                    OTHER_VALUE, after=masked(column, _opened(column, new)), before=masked(column, _opened(column, old)), value=person
                )
                load.errors.add(staged.place, line, column.name, bad)
    staged.aside = rows_of(f"SELECT count(*) {joined} WHERE p.employee_id IS NULL AND NOT k.changed AND ({_given(columns)})")[0][0]


def write_personal(load: Load, staged: Staged) -> None:
    """A row of personal data for everybody whom the file gives some and who has none."""
    columns = [column for column in staged.spec.columns if column.aside is PersonalData]
    pairs = [pair for column in columns for pair in _written(column)]
    fields, cells = ", ".join(name for name, _cell in pairs), ", ".join(cell for _name, cell in pairs)
    execute(
        f"INSERT INTO csd_personaldata (employee_id, {fields}) SELECT e.id, {cells} FROM {staged.table} s"
        " JOIN csd_employee e ON e.employee_no = s.employee_no LEFT JOIN csd_personaldata p ON p.employee_id = e.id"
        f" WHERE p.employee_id IS NULL AND ({_given(columns)}) ORDER BY s.line"
    )


def _field(column: Column) -> EncryptedField | None:
    found = PersonalData._meta.get_field(column.field_name)
    return found if isinstance(found, EncryptedField) else None


def _differs(column: Column) -> str:
    staged, field = f"s.{quoted(column.name)}", _field(column)
    if field is None:
        return f"{staged} IS DISTINCT FROM p.{quoted(column.field_name)}"
    there = f"p.{quoted(field.mark)}"
    same = f"{there} = ANY(string_to_array(split_part({staged}, '|', 1), ' '))"
    return f"(CASE WHEN {staged} = '' THEN {there} <> '' ELSE NOT {same} END)"


def _written(column: Column) -> list[tuple[str, str]]:
    staged, field = f"s.{quoted(column.name)}", _field(column)
    if field is None:
        return [(quoted(column.field_name), staged)]
    newest_mark = f"split_part(split_part({staged}, '|', 1), ' ', 1)"
    return [(quoted(column.field_name), f"split_part({staged}, '|', 2)"), (quoted(field.mark), newest_mark)]


def _opened(column: Column, text: str | None) -> str | None:
    field = _field(column)
    return decrypt(text.rpartition("|")[2], field.about) if field and text else text


def _columns(staged: Staged) -> list[Column]:
    """The columns of personal data that the file has."""
    return [column for column in staged.columns if column.aside is PersonalData]


def _given(columns: Sequence[Column]) -> str:
    """Whether a row says anything."""
    return " OR ".join(f"nullif(s.{quoted(column.name)}::text, '') IS NOT NULL" for column in columns)


def _texts(columns: Sequence[Column], alias: str) -> str:
    return ", ".join(f"{alias}.{quoted(column.name if alias == 's' else column.field_name)}::text" for column in columns)
