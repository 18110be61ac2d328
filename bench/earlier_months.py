"""`python -m bench.earlier_months --installation month-100000-0 [--months 2]`: earlier months for the pages to be measured with.

Copies the rows of the one month that `bench.month` loaded and closed into the months before it, 31 days earlier each, and calls those
paid. So the tables of shifts, punches, sales, scores and payslips are as large as after that many months more, in minutes instead of
the hour that making, loading and closing them takes. Rows go in as the superuser with all triggers off, with ids below zero. The
figures of the copies mean nothing; nothing but `bench.pages` should be run in such an installation. A second call adds nothing, but
compares the months with one another again.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from bench.machine import DATA, manage, use_own_installation
from bench.month import MONTH
from csd.months import Month

DAYS = 31
STEP = 10**10  # more than there are ids
# table → the columns that say when
SOURCES = {
    "duty_shift": ("start", "end"),
    "duty_punch": ("time",),
    "duty_leave": ("start", "end", "requested_at", "approved_at"),
    "duty_breach": ("time",),
    "duty_onlinecheck": ("time",),
    "payroll_sale": ("date",),
}
# as if each had been computed after the one before
_COMPARE = """
    UPDATE csd_attempt b SET started_at = a.started_at - %(days)s * interval '1 day', finished_at = a.started_at - %(days)s * interval '1 day'
    FROM csd_attempt a WHERE a.id = %(attempt)s AND b.id = %(before)s;
    UPDATE payroll_payslip s SET net_before = (
        SELECT b.net FROM payroll_payslip b WHERE b.attempt_id = %(before)s AND b.employee_id = s.employee_id)
    WHERE s.attempt_id = %(attempt)s
"""  # noqa: E501


def main() -> int:
    """Copy and analyse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--installation", required=True, help="a folder under --data that bench.month has made")
    parser.add_argument("--months", type=int, default=2)
    parser.add_argument("--data", type=Path, default=DATA)
    asked = parser.parse_args()
    use_own_installation(asked.installation, asked.data)
    manage("services", "start")
    try:
        began = time.perf_counter()
        copied = copy_months(asked.months)
        print(f"{copied} rows copied in {time.perf_counter() - began:.0f} s")
    finally:
        manage("services", "stop")
    return 0


def copy_months(months: int) -> int:
    """Copy the month that many times; says how many rows that were."""
    import django  # noqa: PLC0415 (the data folder had to be chosen first)

    django.setup()
    import psycopg2  # noqa: PLC0415 (as above)

    from csd.database.prepare import prepare  # noqa: PLC0415 (as above)
    from csd.installation.configuration import embedded  # noqa: PLC0415 (as above)
    from csd.work.registry import RESULTS  # noqa: PLC0415 (as above)

    prepare()
    month = Month.parse(MONTH)
    with psycopg2.connect(embedded().dsn("postgres")) as link, link.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT attempt_id, id FROM payroll_run WHERE month = %s", [month.first])
        attempt, run = cursor.fetchone() or sys.exit("The month is not closed.")
        cursor.execute("SELECT 1 FROM csd_attempt WHERE id < 0")
        there = cursor.fetchone()
        copied = 0 if there else sum(_copy_month(cursor, n, month - n, attempt, run, RESULTS) for n in range(1, months + 1))
        for n in range(months):
            cursor.execute(_COMPARE, {"attempt": attempt - n * STEP, "before": attempt - (n + 1) * STEP, "days": DAYS})
    link.close()
    link = psycopg2.connect(embedded().dsn("postgres"))
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    link.close()
    return copied


def _copy_month(cursor: Any, n: int, month: Month, attempt: int, run: int, results: list[str]) -> int:
    of_rows = Month.parse(MONTH)
    values = {"attempt": attempt, "run": run, "month": month.first, "step": n * STEP, "first": of_rows.first, "next": (of_rows + 1).first}
    copied = 0
    for table, moments in SOURCES.items():
        earlier = {
            column: f'"{column}" - {n * DAYS}' if column == "date" else f"\"{column}\" - interval '{n * DAYS} days'" for column in moments
        }
        inside = f'id > 0 AND "{moments[0]}" >= %(first)s AND "{moments[0]}" < %(next)s'
        copied += _copy(cursor, table, {"id": "id - %(step)s", **earlier}, inside, values)
    of_month = {"id": "id - %(step)s", "month": "%(month)s::date"}
    copied += _copy(cursor, "csd_attempt", of_month | {"state": "'done'"}, "id = %(attempt)s", values)
    copied += _copy(cursor, "payroll_run", of_month | {"state": "'paid'", "attempt_id": "attempt_id - %(step)s"}, "id = %(run)s", values)
    copied += _copy(cursor, "payroll_runevent", {"id": "id - %(step)s", "run_id": "run_id - %(step)s"}, "run_id = %(run)s", values)
    for result in results:
        table, _, link = result.partition(":")
        column = link.partition(":")[0] or "attempt_id"
        parent = link.partition(":")[2]
        where = f"{column} IN (SELECT id FROM {parent} WHERE attempt_id = %(attempt)s)" if parent else "attempt_id = %(attempt)s"
        copied += _copy(cursor, table, {"id": "id - %(step)s", column: f"{column} - %(step)s", "month": "%(month)s::date"}, where, values)
    cursor.execute(
        "INSERT INTO csd_monthlock (month, approved) VALUES (%(month)s, true) ON CONFLICT (month) DO UPDATE SET approved = true", values
    )
    return copied


def _copy(cursor: Any, table: str, changed: dict[str, str], where: str, values: dict[str, Any]) -> int:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    names = {name: f'"{name}"' for (name,) in cursor.fetchall()}
    taken = ", ".join(changed.get(name, quoted) for name, quoted in names.items())
    cursor.execute(f"INSERT INTO {table} ({', '.join(names.values())}) SELECT {taken} FROM {table} WHERE {where}", values)
    print(f"{table}: {cursor.rowcount}", file=sys.stderr)
    return int(cursor.rowcount)


if __name__ == "__main__":
    sys.exit(main())
