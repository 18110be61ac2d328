"""The audit of a month (docs/rulebook.md P17), at its end and at any time: every check fires when one thing is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from csd.database.rows import execute
from csd.models import Attempt
from payroll.computing.audit import CHECKS, audit
from payroll.exports.file_audit import audit_files
from payroll.exports.month import month_files, write_month
from tests.payroll.cast import JULY

Attempts = tuple[Attempt, Attempt]
OF_JULY = "attempt_id = (SELECT id FROM csd_attempt WHERE month = '2026-07-01')"
A1 = f"{OF_JULY} AND employee_id = (SELECT id FROM csd_employee WHERE employee_no = 'A1')"
LINES = f"payroll_payslipline WHERE payslip_id = (SELECT id FROM payroll_payslip WHERE {A1})"
BROKEN = {
    "people without a slip or a reason": (f"DELETE FROM payroll_payslip WHERE {A1}", "A1"),
    "people without a score": (f"DELETE FROM attendance_monthscore WHERE {A1}", "A1"),
    "slips whose lines do not add up": (f"UPDATE payroll_payslip SET gross = gross + 1 WHERE {A1}", "A1"),
    "pools not shared out to the fen": (
        f"UPDATE payroll_pool SET amount = amount + 0.01 WHERE {OF_JULY} AND name = 'order:logistics'",
        "order:logistics",
    ),
    "shares that are not on a slip": (
        (
            "UPDATE payroll_poolshare SET employee_id = (SELECT id FROM csd_employee WHERE employee_no = 'A1')"
            f" WHERE pool_id IN (SELECT id FROM payroll_pool WHERE {OF_JULY} AND name = 'bonus:operations')"
        ),
        "A1",
    ),
    "waterfall lines that are not the sum of the slips": (
        f"""UPDATE payroll_waterfall SET lines = jsonb_set(lines, '{{guarantee}}', '"1.00"') WHERE {OF_JULY}""",
        "guarantee",
    ),
    "waterfall sales that are not the sum of the agents": (f"UPDATE payroll_agentsales SET net = net + 1 WHERE {A1}", "sales"),
    "days whose sales are not those of the agents": (f"UPDATE payroll_daysales SET net = net + 1 WHERE {OF_JULY}", "days"),
    "chunks left undone": (f"UPDATE csd_chunk SET done = false WHERE {OF_JULY} AND step = 'orders'", "orders"),
}  # fmt: skip


def broken(statement: str) -> None:
    """Run a statement with the triggers of its table off, and with those that hold children."""
    table = statement.removeprefix("DELETE FROM ").removeprefix("UPDATE ").split()[0]
    for held in (table, "payroll_payslipline", "attendance_pointentry"):
        execute(f"ALTER TABLE {held} DISABLE TRIGGER USER")
    assert execute(statement) > 0


def test_p17_a_month_that_adds_up_has_no_finding(closed: Attempts, as_the_owner: None) -> None:
    assert [audit(attempt) + audit_files(attempt) for attempt in closed] == [[], []]


def test_p17_every_check_of_the_audit_is_tried() -> None:
    assert set(BROKEN) == set(CHECKS)


@pytest.mark.parametrize("check", BROKEN)
def test_p17_a_check_of_the_audit_fires_when_its_thing_is_broken(closed: Attempts, as_the_owner: None, check: str) -> None:
    statement, named = BROKEN[check]
    broken(statement)
    found = [finding for finding in audit(closed[1]) if finding.startswith(f"{check}: ")]
    assert len(found) == 1
    assert named in found[0]


def test_p17_a_long_list_is_cut_and_says_how_long_it_is(closed: Attempts, as_the_owner: None) -> None:
    broken(f"UPDATE payroll_payslip SET gross = gross + 1 WHERE {OF_JULY}")
    (found,) = audit(closed[1])
    assert found.count(",") == 9
    assert found.endswith(" … (20)")


EDITS = {
    "a line of a slip": ("payslips.csv", "A1,3000.00,", "A1,3000.01,", "payslips.csv: A1: the lines do not add up to gross"),
    "a net": ("payslips.csv", ",4725.79", ",4725.80", "payslips.csv: A1: gross less deductions is not net"),
    "a slip left out": ("payslips.csv", "2026-07,ADA,", "", "payslips.csv: slips: "),
    "a score": ("scores.csv", "2026-07,ADA,0", "2026-07,ADA,1", "scores.csv: is not what the run says"),
    "a person of the scores": ("scores.csv", "2026-07,ADA,0,0,0,0,0,0,0.00,10.0,none\n", "", "scores.csv: 19 people here, 20 in the run"),
    "a cost": ("waterfall.csv", ",300.00,", ",301.00,", "waterfall.csv: net_profit: "),
    "a pool": ("waterfall.csv", ",5362.12", ",5362.13", "waterfall.csv: the pools come to "),
    "a sum of slips": ("waterfall.csv", ",1932.00,", ",1933.00,", "waterfall.csv: comm_sales is not the sum of the payslips"),
    "no header": ("waterfall.csv", "month,sales", "monat,umsatz", "the files cannot be read"),
    "no number": ("payslips.csv", "A1,3000.00,", "A1,x,", "the files cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "before", "after", "finding"), EDITS.values(), ids=EDITS.keys())
def test_p17_files_read_again_are_found_wrong(
    closed: Attempts, as_the_owner: None, tmp_path: Path, file: str, before: str, after: str, finding: str
) -> None:
    write_month(JULY, tmp_path)
    assert audit_files(closed[1], tmp_path) == []
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / file).write_text("".join(cut(text, before, after)), encoding="utf-8")
    assert any(found.startswith(finding) for found in audit_files(closed[1], tmp_path))


def cut(text: str, before: str, after: str) -> list[str]:
    """The text with something replaced; a whole line goes where nothing replaces it."""
    lines = text.splitlines(keepends=True)
    return [line for line in lines if before not in line] if not after and not before.endswith("\n") else [text.replace(before, after, 1)]


def test_p17_the_files_of_another_month_are_not_those_of_this_one(closed: Attempts, as_the_owner: None, tmp_path: Path) -> None:
    for name, text in month_files(closed[0]).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert audit_files(closed[1], tmp_path)[:3] == [
        f"{name}: is not what the run says" for name in ("scores.csv", "payslips.csv", "waterfall.csv")
    ]
