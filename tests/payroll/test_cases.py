"""The worked companies: every score, payslip and waterfall, byte for byte."""

from __future__ import annotations

import pytest

from csd.months import Month
from payroll.runs.audit import audit
from payroll.runs.check import check_month
from tests.payroll.companies import CASES, FILES, close_months, joined

FIRST = {"a": Month(2026, 7), "b": Month(2026, 7), "c": Month(2025, 11)}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("case", ["a", "b", "c"])
def test_a_worked_company_comes_out_byte_for_byte_and_explains_itself(case: str) -> None:
    attempts = close_months(CASES / case, FIRST[case], 4)
    ours = joined(attempts)
    for name in FILES:
        assert ours[name] == (CASES / case / "expected" / name).read_text(encoding="utf-8"), name
    for attempt in attempts:
        assert audit(attempt) == []
        assert list(check_month(attempt)) == []
