"""How a month too large for the oracle is compared: sums over everybody in bare SQL, and the oracle on the first people.

The sample's people swap shifts and share orders only among themselves (the generator works in blocks of 48), so the oracle computes
their scores, and what of their pay rests on nobody else, from a folder with the whole organisation but only their shifts, punches,
leaves, checks and sales. Pools, bonuses, campaigns and all that comes after them depend on everybody and are left to the sums.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from csd.database.rows import rows_of
from csd.models import Attempt
from csd.months import Month
from tests.oracle import oracle

PEOPLE = 960  # twenty blocks of the generator
OWN_ROWS = ("shifts", "punches", "leaves", "swaps", "breaches", "online_checks", "sales")
OWN_PAY = ("base", "meal", "comm_sales", "special", "holiday_duty")
_SOURCES = """
    SELECT 'sales', sum(CASE kind WHEN 'refund' THEN -amount ELSE amount END) FROM payroll_sale
    WHERE date BETWEEN %(first)s AND %(last)s AND status = 'completed'
  UNION ALL
    SELECT 'cost', sum(CASE kind WHEN 'refund' THEN -cost ELSE cost END) FROM payroll_sale
    WHERE date BETWEEN %(first)s AND %(last)s AND status = 'completed'
  UNION ALL SELECT 'promotion', coalesce(sum(amount), 0) FROM payroll_cost WHERE month = %(first)s AND kind = 'promotion'
  UNION ALL SELECT 'courier', coalesce(sum(amount), 0) FROM payroll_cost WHERE month = %(first)s AND kind = 'aftersales_courier'
  UNION ALL SELECT 'other', coalesce(sum(amount), 0) FROM payroll_cost WHERE month = %(first)s AND kind = 'other'
  UNION ALL
    SELECT x.name, sum(coalesce(l.amount, 0)) FROM payroll_payslip s
    CROSS JOIN unnest(ARRAY['comm_sales', 'comm_order', 'guarantee', 'comm_target']) AS x(name)
    LEFT JOIN payroll_payslipline l ON l.payslip_id = s.id AND l.name = x.name
    WHERE s.attempt_id = %(attempt)s GROUP BY x.name
"""
_ORDERS = """
    SELECT count(DISTINCT order_no) FROM payroll_sale
    WHERE date BETWEEN %(first)s AND %(last)s AND status = 'completed' AND kind = 'sale'
"""


def sums_that_differ(attempt: Attempt) -> list[str]:
    """The lines of the waterfall, and N, that are not what bare SQL adds up from the sources and the slips."""
    span = {"first": attempt.month.first, "last": attempt.month.last, "attempt": attempt.pk}
    lines = dict(
        rows_of(
            "SELECT x.key, x.value::numeric FROM payroll_waterfall w CROSS JOIN jsonb_each_text(w.lines) x WHERE w.attempt_id = %s",
            [attempt.pk],
        )
    )
    wrong = [f"{name}: {lines[name]} is not {total}" for name, total in rows_of(_SOURCES, span) if lines[name] != total]
    orders = rows_of("SELECT (produced->>'orders')::bigint FROM csd_chunk WHERE attempt_id = %s AND step = 'orders'", [attempt.pk])
    return wrong if orders == rows_of(_ORDERS, span) else [*wrong, f"orders: {orders}"]


def rows_that_differ(ours: dict[str, str], folder: Path, month: Month) -> list[str]:
    """Scores of the sample, and their own part of the payslips, that differ from the oracle's."""
    with tempfile.TemporaryDirectory() as place:
        people = _write_sample(folder, Path(place))
        theirs = oracle.compute(Path(place), str(month), 1)
    wrong = []
    for file in ("scores.csv", "payslips.csv"):
        own, oracles = _rows(ours[file], people), _rows(theirs[file], people)
        for number in sorted(own.keys() | oracles.keys()):
            columns = OWN_PAY if file == "payslips.csv" else tuple(own.get(number, {"missing": ""}))
            wrong += [f"{file} {number} {column}" for column in columns if _cell(own, number, column) != _cell(oracles, number, column)]
    return wrong


def _cell(rows: dict[str, dict[str, str]], number: str, column: str) -> str | None:
    return rows.get(number, {}).get(column)


def _rows(text: str, people: set[str]) -> dict[str, dict[str, str]]:
    return {row["employee_no"]: row for row in csv.DictReader(io.StringIO(text)) if row["employee_no"] in people}


def _write_sample(folder: Path, place: Path) -> set[str]:
    """The folder with only the rows of the first PEOPLE; returns their numbers."""
    people: set[str] = set()
    for path in sorted(folder.glob("*.csv"), key=lambda path: path.stem != "employees"):
        if path.stem == "employees":
            people = set(list(_column(path, "employee_no"))[:PEOPLE])
        if path.stem not in OWN_ROWS:
            shutil.copy(path, place / path.name)
            continue
        with path.open(encoding="utf-8", newline="") as source, (place / path.name).open("w", encoding="utf-8") as target:
            header = source.readline()
            index = header.strip().split(",").index("employee_no")
            target.write(header)
            target.writelines(line for line in source if line.split(",", index + 1)[index].strip() in people)
    return people


def _column(path: Path, name: str) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from (row[name] for row in csv.DictReader(file))
