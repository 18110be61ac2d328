"""The files of a month where the book of lines has grown."""

from __future__ import annotations

from pathlib import Path

import pytest

from payroll.exports import month
from payroll.exports.file_audit import audit_files
from tests.payroll.small import Company


@pytest.mark.django_db
def test_p18_a_line_that_formats_does_not_know_gets_a_column_behind_the_others_where_somebody_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    july = Company(tmp_path).person("A1", base_salary="2300").july()
    known = tuple(name for name in month.PAYSLIP if name != "meal")
    monkeypatch.setattr(month, "PAYSLIP", known)
    header, first, *_rest = month.month_file(july.attempt, "payslips.csv").splitlines()
    assert header.split(",") == ["month", "employee_no", *known, "meal"]
    assert first.split(",")[-1] == "300.00"
    assert audit_files(july.attempt) == []
