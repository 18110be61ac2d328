"""Database triggers that keep an approved month as it is (docs/rulebook.md P17), for every table that holds results of an attempt.

An attempt is sealed when its run is approved. From then on the database refuses to insert, update or delete any row of it,
and to truncate the table at all. The triggers work per statement with transition tables, so that copying in 100,000 lines
costs one look-up."""

from __future__ import annotations

import pgtrigger

from csd.database.after_statement import ROWS_OF, after_statement
from csd.database.append_only import never_truncated

REFUSAL = "RAISE EXCEPTION 'month is approved: % cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"


def sealed_with_attempt(attempt_of: str = "SELECT attempt_id FROM {rows}") -> list[pgtrigger.Trigger]:
    """The triggers of one table; `attempt_of` selects the attempt ids of the rows in the transition table `{rows}`."""
    triggers = [_per_statement(operation, attempt_of) for operation in ROWS_OF]
    return [*triggers, never_truncated()]


def _per_statement(operation: str, attempt_of: str) -> pgtrigger.Trigger:
    chosen = " UNION ALL ".join(attempt_of.format(rows=rows) for rows in ROWS_OF[operation])
    sealed = f"SELECT 1 FROM csd_attempt a WHERE a.sealed AND a.id IN ({chosen})"
    return after_statement("sealed", operation, f"IF EXISTS ({sealed}) THEN {REFUSAL} END IF;")
