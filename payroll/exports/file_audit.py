"""The audit of what is exported: the three files of a month read again, with nothing but arithmetic and the numbers of the run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from csd.database.rows import rows_of
from csd.formula import DEDUCTION, EARNING
from csd.models import Attempt
from payroll.exports.month import month_files
from payroll.lines.rules import PAYSLIP
from payroll.runs.selectors import totals

SHARED = ("comm_sales", "comm_order", "guarantee", "comm_target")
POOLS = ("pool_staff", "pool_management", "pool_operations")
_PEOPLE = "SELECT count(*), count(*) FILTER (WHERE cause IS NULL) FROM csd_attemptperson WHERE attempt_id = %s"
_FAILED = "SELECT 1 FROM payroll_runexception WHERE attempt_id = %s AND code = 'rule_failed' LIMIT 1"
Row = Mapping[str, str]


def audit_files(attempt: Attempt, folder: Path | None = None) -> list[str]:
    """What does not add up in a month's files, those of a folder or as they would be written now; empty when all is well.

    OSError when the folder cannot be read.
    """
    written = month_files(attempt)
    read = {name: (folder / name).read_bytes().decode("utf-8", "replace") for name in written} if folder else written
    findings = [f"{name}: is not what the run says" for name, text in written.items() if read[name] != text]
    slips, scores, waterfall = (_rows(read[name]) for name in ("payslips.csv", "scores.csv", "waterfall.csv"))
    try:
        findings += [*_slips(attempt, slips), *_scores(attempt, scores), *_waterfall(attempt, slips, waterfall)]
    except (KeyError, ArithmeticError, IndexError):
        findings.append("the files cannot be read")
    return findings


def _rows(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text)))


def _sum(row: Row, columns: Iterable[str]) -> Decimal:
    return sum((Decimal(row[column]) for column in columns), Decimal(0))


def _slips(attempt: Attempt, slips: list[Row]) -> Iterator[str]:
    edition, there = PAYSLIP.at(attempt.month), slips[0] if slips else {}
    earned, taken = ([name for name in edition.lines(kind) if name in there] for kind in (EARNING, DEDUCTION))
    for row in slips:
        if _sum(row, earned) != Decimal(row["gross"]):
            yield f"payslips.csv: {row['employee_no']}: the lines do not add up to gross"
        if Decimal(row["gross"]) - _sum(row, taken) != Decimal(row["net"]):
            yield f"payslips.csv: {row['employee_no']}: gross less deductions is not net"
    kept = totals(attempt.pk)
    found = {"slips": Decimal(len(slips)), **{name: sum((Decimal(row[name]) for row in slips), Decimal(0)) for name in ("gross", "net")}}
    yield from (
        f"payslips.csv: {name}: {value} here, {kept[name]} in the run" for name, value in found.items() if value != Decimal(kept[name])
    )


def _scores(attempt: Attempt, scores: list[Row]) -> Iterator[str]:
    _everybody, judged = rows_of(_PEOPLE, [attempt.pk])[0]
    if len(scores) != judged:
        yield f"scores.csv: {len(scores)} people here, {judged} in the run"


def _waterfall(attempt: Attempt, slips: list[Row], waterfall: list[Row]) -> Iterator[str]:
    row = waterfall[0]
    margin = Decimal(row["sales"]) - _sum(row, ("comm_sales", "cost"))
    profit = margin - _sum(row, ("comm_order", "guarantee", "comm_target", "promotion", "courier", "other"))
    pools = Decimal(row["total_target"]) if row["gate"] == "met" else Decimal(0)
    expected = {"gross_margin": margin, "net_profit": profit}
    yield from (
        f"waterfall.csv: {name}: {row[name]} here, {value} added up" for name, value in expected.items() if Decimal(row[name]) != value
    )
    if _sum(row, POOLS) != pools:
        yield f"waterfall.csv: the pools come to {_sum(row, POOLS)}, not to {pools}"
    if not rows_of(_FAILED, [attempt.pk]):
        for name in SHARED:
            if sum((Decimal(slip[name]) for slip in slips), Decimal(0)) != Decimal(row[name]):
                yield f"waterfall.csv: {name} is not the sum of the payslips"
    if sum((Decimal(slip["bonus"]) for slip in slips), Decimal(0)) > _sum(row, POOLS):
        yield "waterfall.csv: the payslips have more bonus than the pools"
