"""What SQL comes to: tries of statements that are taken back, and what the database's catalogue says about its tables."""

from __future__ import annotations

from django.db import Error, transaction

from csd.database.rows import execute, rows_of
from csd.loading.registry import files_in_order
from csd.work.registry import RESULTS

REFUSED, NO_RIGHT, HELD = "23001", "42501", "23503"
SEALED = sorted(result.partition(":")[0] for result in RESULTS)
PARENTS = {result.split(":")[0]: result.split(":")[1:] for result in RESULTS if ":" in result}
# source rows that belong to months, of the files and entered; employees are kept by triggers of their own
CLOSED = sorted({spec.table for spec in files_in_order() if spec.months} - {"csd_employee"} | {"payroll_adjustment"})
# rows of these are held by their children as well, which is found first
WITH_CHILDREN = {"attendance_monthscore", "payroll_payslip", "payroll_pool"}
SEALED_ATTEMPTS = "(SELECT id FROM csd_attempt WHERE sealed)"


def outcome(*statements: str) -> str | int:
    """The SQLSTATE with which the last statement is refused, or how many rows it touches; taken back either way."""
    touched = 0
    try:
        with transaction.atomic():
            for statement in statements:
                touched = execute(statement)
            transaction.set_rollback(True)
    except Error as error:
        return str(getattr(error.__cause__, "pgcode", error))
    return touched


def of_approved(table: str) -> str:
    """The condition for rows of a result table that belong to an approved month."""
    if table not in PARENTS:
        return f"attempt_id IN {SEALED_ATTEMPTS}"
    column, parent = PARENTS[table]
    return f"{column} IN (SELECT id FROM {parent} WHERE attempt_id IN {SEALED_ATTEMPTS})"


def first_column(table: str) -> str:
    """Some column of a table."""
    return str(
        rows_of("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum LIMIT 1", [table])[0][0]
    )


def tables() -> set[str]:
    """Every table there is."""
    return {name for (name,) in rows_of("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def tables_with_triggers(*names: str) -> set[str]:
    """The tables that have a trigger of ours of each of these names, switched on."""
    found = rows_of(
        "SELECT tgrelid::regclass::text, array_agg(regexp_replace(tgname, '^pgtrigger_(.*)_[0-9a-f]{5}$', '\\1'))"
        " FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' GROUP BY 1"
    )
    return {table for table, triggers in found if set(names) <= set(triggers)}
