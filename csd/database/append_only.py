"""Database triggers of tables whose rows are added and never changed, or never deleted."""

from __future__ import annotations

import pgtrigger


def never_truncated() -> pgtrigger.Trigger:
    """Refuses TRUNCATE, which fires no row triggers."""
    return pgtrigger.Trigger(
        name="never_truncated",
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'table % is never truncated', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
    )


def append_only() -> list[pgtrigger.Trigger]:
    """The triggers of a log: rows are added and never changed."""
    refuse = pgtrigger.Trigger(
        name="append_only",
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
    )
    return [refuse, never_truncated()]


def never_deleted() -> list[pgtrigger.Trigger]:
    """The triggers of a table whose rows others point to by `set_based_link`: they stay, and keep their id."""
    refuse = pgtrigger.Trigger(
        name="never_deleted",
        operation=pgtrigger.Delete,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
    )
    keep = pgtrigger.Trigger(
        name="id_stays",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("OLD.id IS DISTINCT FROM NEW.id"),
        func="RAISE EXCEPTION 'ids of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
    )
    return [refuse, keep, never_truncated()]
