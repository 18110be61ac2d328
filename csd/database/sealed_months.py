"""Database triggers that keep an approved month as it is (docs/rulebook.md P17), for every table that holds results of an attempt.

An attempt is sealed when its run is approved. From then on the database refuses to insert, update or delete any row of it,
and to truncate the table at all. The triggers work per statement with transition tables, so that copying in 100,000 lines
costs one look-up."""

from __future__ import annotations

import pgtrigger

from csd.database.append_only import never_truncated

REFUSAL = "RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"


_PARTS = {"insert": ("new_rows",), "update": ("old_rows", "new_rows"), "delete": ("old_rows",)}


_OPERATIONS = {"insert": pgtrigger.Insert, "update": pgtrigger.Update, "delete": pgtrigger.Delete}


def sealed_with_attempt(attempt_of: str = "SELECT attempt_id FROM {rows}") -> list[pgtrigger.Trigger]:
    """The triggers of one table; `attempt_of` selects the attempt ids of the rows in the transition table `{rows}`."""
    triggers = [_per_statement(operation, attempt_of) for operation in _PARTS]
    return [*triggers, never_truncated()]


def _per_statement(operation: str, attempt_of: str) -> pgtrigger.Trigger:
    parts = _PARTS[operation]
    chosen = " UNION ALL ".join(attempt_of.format(rows=rows) for rows in parts)
    return pgtrigger.Trigger(
        name=f"sealed_{operation}",
        operation=_OPERATIONS[operation],
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(old="old_rows" if "old_rows" in parts else None, new="new_rows" if "new_rows" in parts else None),
        func=f"IF EXISTS (SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN ({chosen})) THEN {REFUSAL} END IF; RETURN NULL;",
    )
