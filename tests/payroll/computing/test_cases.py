"""The worked companies through the commands people type: every score, payslip and waterfall, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from csd.months import Month
from payroll.computing.audit import audit
from payroll.recheck import check_month
from payroll.runs.selectors import computed_attempt
from tests.payroll.companies import CASES, FILES, two_who_may

CASE_NAMES = ("a", "b", "c", "d")


def close_by_command(month: Month, out: Path) -> None:
    """Close, approve and export a month on the 10th of the month after."""
    with time_machine.travel((month + 1).begin.replace(day=10, hour=9), tick=False):
        computes, approves = two_who_may(month + 1)
        call_command("close_month", str(month), "--as", computes.employee_no, "--inline")
        call_command("approve_month", str(month), "--as", approves.employee_no, "--accept-negative", "on purpose")
        call_command("export_month", str(month), str(out))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("case", CASE_NAMES)
def test_a_worked_company_comes_out_byte_for_byte_and_explains_itself(case: str, tmp_path: Path) -> None:
    expected = CASES / case / "expected"
    months = [Month.parse(line.split(",")[0]) for line in (expected / "waterfall.csv").read_text(encoding="utf-8").splitlines()[1:]]
    call_command("load_company", str(CASES / case))
    for month in months:
        close_by_command(month, tmp_path / str(month))
    for name in FILES:
        parts = [(tmp_path / str(month) / name).read_bytes() for month in months]
        ours = parts[0] + b"".join(part.split(b"\n", 1)[1] for part in parts[1:])
        assert ours == (expected / name).read_bytes(), name
    for attempt in map(computed_attempt, months):
        assert audit(attempt) == []
        assert list(check_month(attempt)) == []
