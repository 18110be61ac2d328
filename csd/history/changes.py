"""What a record was before each change, who changed it and when (docs/rulebook.md O4), as csd.database.kept_history keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from csd import formats
from csd.database.rows import rows_of

KINDS: Mapping[str, str | Promise] = {"insert": _("entered"), "update": _("changed"), "delete": _("removed")}
SHOWN = 200


@dataclass(frozen=True)
class Change:
    """One change: `fields` are label, before and after of what differs, as text; `of` says which record of several."""

    id: int
    at: datetime
    who: str
    kind: str
    fields: list[tuple[str, str, str]]
    table: str
    of: str = ""
    note: str = ""

    @property
    def word(self) -> str:
        """What was done."""
        return str(KINDS.get(self.kind, self.kind))


# who changed it, of an event `v`, as csd.access.acting keeps it: number and name. Some older entries hold a number alone, which is looked
# up. `e` is the person as they are called today; none for an account that is nobody's
WHO_JOINS = """
    LEFT JOIN pghistory_context c ON c.id = v.pgh_context_id
    LEFT JOIN csd_employee e ON e.employee_no = coalesce(c.metadata->>'who_no', c.metadata->>'who')
"""
WHO = "CASE WHEN e.employee_no = c.metadata->>'who' THEN e.employee_no || ' ' || e.name ELSE coalesce(c.metadata->>'who', '') END"
_EVENTS = """
    SELECT v.pgh_id, v.pgh_obj_id, v.pgh_label, v.pgh_created_at, {who}, coalesce(c.metadata->>'reason', ''), to_jsonb(v)::text
    FROM {table}event v {joins}
    WHERE v.{column} = ANY(%s) ORDER BY v.pgh_id
"""


def changes_of(model: type[models.Model], keys: Sequence[Any], fields: Iterable[str], *, by: str = "pgh_obj_id") -> list[Change]:
    """The changes of some records, newest first, at most SHOWN. `by` is the column of the history that `keys` are of."""
    meta = model._meta
    events = [
        (*rest, _row(text))
        for *rest, text in rows_of(_EVENTS.format(table=meta.db_table, column=by, who=WHO, joins=WHO_JOINS), [list(keys)])
    ]
    if not events:
        return []
    columns = [meta.get_field(name) for name in fields]
    after = _present(model, sorted({row[1] for row in events}, key=str))
    found = []
    for event, obj, kind, at, who, note, row in reversed(events):
        # a row entered is kept as it became, others as they were
        later = row if kind == "insert" else {} if kind == "delete" else after.get(obj, {})
        earlier = {} if kind == "insert" else row
        after[obj] = earlier
        found.append((event, at, who, kind, earlier, later, row, note))
    names = _names(columns, [r for entry in found for r in entry[4:6]])
    label = str(meta.verbose_name)
    changes = [
        Change(event, at, who, kind, _differing(columns, earlier, later, names), label, _of(columns, row, names), note)
        for event, at, who, kind, earlier, later, row, note in found
    ]
    return [change for change in changes if change.fields][:SHOWN]


def _present(model: type[models.Model], keys: Sequence[Any]) -> dict[Any, dict[str, Any]]:
    key = model._meta.pk.column
    rows = rows_of(f"SELECT {key}, to_jsonb(t)::text FROM {model._meta.db_table} t WHERE {key} = ANY(%s)", [list(keys)])
    return {row_key: _row(text) for row_key, text in rows}


def _row(text: str) -> dict[str, Any]:
    # amounts stay as they are written: 9000.00
    found: dict[str, Any] = json.loads(text, parse_float=str)
    return found


Names = Mapping[type[models.Model], Mapping[Any, str]]


def _names(columns: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> Names:
    """What records that rows point to are called, one query for each table."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for column in columns:
        if column.remote_field:
            wanted.setdefault(column.related_model, set()).update(row[column.column] for row in rows if row.get(column.column) is not None)
    return {model: {key: str(found) for key, found in model._default_manager.in_bulk(keys).items()} for model, keys in wanted.items()}


def _differing(columns: Sequence[Any], earlier: Mapping[str, Any], later: Mapping[str, Any], names: Names) -> list[tuple[str, str, str]]:
    return [
        (str(column.verbose_name), _written(column, earlier.get(column.column), names), _written(column, later.get(column.column), names))
        for column in columns
        if earlier.get(column.column) != later.get(column.column)
    ]


def _of(columns: Sequence[Any], row: Mapping[str, Any], names: Names) -> str:
    """What tells a record from others of its owner: the day it holds from, and its role or key."""
    words = [
        _written(column, row.get(column.column), names) for column in columns if column.name in ("role", "key", "since", "effective_from")
    ]
    return " ".join(words)


def _written(column: Any, value: Any, names: Names) -> str:
    if value is None or value == "":
        return formats.DASH
    if column.remote_field:
        return names.get(column.related_model, {}).get(value, formats.DASH)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return formats.yes_no(value) if isinstance(value, bool) else str(value)
