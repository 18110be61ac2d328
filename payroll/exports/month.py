"""The three files of a month as docs/formats.md `export_month` defines them, byte for byte."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from csd.database.rows import rows_of
from csd.formula import EMPLOYER, FIRST
from csd.models import Attempt
from csd.money import half_up
from csd.months import Month
from payroll.lines.rules import PAYSLIP
from payroll.runs.selectors import computed_attempt

SCORES = ("late", "absent", "early", "truant", "offline", "comp_days_used", "unpaid_days", "score", "action")
WATERFALL = (
    "sales",
    "comm_sales",
    "cost",
    "gross_margin",
    "comm_order",
    "guarantee",
    "comm_target",
    "promotion",
    "courier",
    "other",
    "net_profit",
    "total_target",
    "base_sum",
    "gate",
    "pool_staff",
    "pool_management",
    "pool_operations",
)
_SCORES = """
    SELECT e.employee_no, s.late, s.absent, s.early, s.truant, s.offline, s.comp_days_used, s.unpaid_days, s.score, s.action
    FROM attendance_monthscore s JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.attempt_id = %s ORDER BY e.employee_no COLLATE "C"
"""
_LINES = """
    SELECT e.employee_no, jsonb_object_agg(l.name, l.amount::text) FILTER (WHERE l.name IS NOT NULL)
    FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id
    LEFT JOIN payroll_payslipline l ON l.payslip_id = s.id
    WHERE s.attempt_id = %s GROUP BY e.id, e.employee_no ORDER BY e.employee_no COLLATE "C"
"""

_HAS_LINE = """
    SELECT 1 FROM payroll_payslipline l JOIN payroll_payslip s ON s.id = l.payslip_id WHERE s.attempt_id = %s AND l.name = %s LIMIT 1
"""


def month_files(attempt: Attempt) -> dict[str, str]:
    """File name → text of scores.csv, payslips.csv and waterfall.csv of a computed month."""
    return {name: month_file(attempt, name) for name in FILES}


def month_file(attempt: Attempt, name: str) -> str:
    """The text of one of FILES; KeyError for another name."""
    header, rows = FILES[name]
    month = str(attempt.month)
    return _text(("month", *header(attempt)), ((month, *row) for row in rows(attempt)))


def payslip_columns(attempt: Attempt) -> tuple[str, ...]:
    """The columns of payslips.csv: the lines of docs/formats.md, always there, then the further ones that somebody has in the month."""
    lines = [f.name for f in PAYSLIP.at(attempt.month).money if f.kind != EMPLOYER and not f.paid_with]
    always = [name for name in lines if PAYSLIP.since(name) == FIRST]
    further = [name for name in lines if name not in always and rows_of(_HAS_LINE, [attempt.pk, name])]
    return (*always, *further)


def by_column(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """A slip's amounts by the columns of docs/formats.md; a line without one of its own (an adjustment) stands in another's."""
    found = dict(amounts)
    for formula in PAYSLIP.newest().values():
        if formula.paid_with and formula.name in found:
            found[formula.paid_with] = found.get(formula.paid_with, Decimal(0)) + found.pop(formula.name)
    return found


def write_month(month: Month, folder: Path) -> list[Path]:
    """Write the three files into a folder, made if missing, and say where; Refused when the month is not computed.

    Each file appears whole: it is written beside its place and moved there. OSError when the folder cannot be written.
    """
    files = month_files(computed_attempt(month))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in files.items():
        beside = folder / f".{name}.{os.getpid()}"
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(folder / name)
        written.append(folder / name)
    return written


def _text(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _score_rows(attempt: Attempt) -> Iterator[tuple[Any, ...]]:
    for *counts, unpaid, score, action in rows_of(_SCORES, [attempt.pk]):
        days = Fraction(unpaid)
        yield (*counts, half_up(days.numerator, days.denominator), f"{score:.1f}", action)


def _slip_rows(attempt: Attempt) -> Iterator[tuple[str, ...]]:
    columns = payslip_columns(attempt)
    for number, lines in rows_of(_LINES, [attempt.pk]):
        amounts = by_column({name: Decimal(text) for name, text in json.loads(lines or "{}").items()})
        yield (number, *(f"{amounts.get(name, Decimal(0)) + 0:.2f}" for name in columns))


def _waterfall_rows(attempt: Attempt) -> Iterator[tuple[str, ...]]:
    stored, gate = rows_of("SELECT lines, gate FROM payroll_waterfall WHERE attempt_id = %s", [attempt.pk])[0]
    lines = json.loads(stored)
    amounts = {name: f"{Decimal(text) + 0:.2f}" for name, text in lines.items()}
    yield tuple(("met" if gate else "not_met") if name == "gate" else amounts[name] for name in WATERFALL)


Header = Callable[[Attempt], Sequence[str]]
Rows = Callable[[Attempt], Iterator[tuple[Any, ...]]]
FILES: Mapping[str, tuple[Header, Rows]] = {
    "scores.csv": (lambda _attempt: ("employee_no", *SCORES), _score_rows),
    "payslips.csv": (lambda attempt: ("employee_no", *payslip_columns(attempt)), _slip_rows),
    "waterfall.csv": (lambda _attempt: WATERFALL, _waterfall_rows),
}
