"""Slips that rest on somebody who cannot be computed are provisional."""

from __future__ import annotations

from pathlib import Path

import pytest

from payroll.runs.models import Payslip
from tests.payroll.small import Closed, Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """One agent beside finance and HR."""
    return Company(tmp_path).person("A1")


def provisional(july: Closed) -> set[bool]:
    return set(Payslip.objects.filter(attempt=july.attempt).values_list("provisional", flat=True))


def test_in_a_month_without_problems_no_slip_is_provisional(company: Company) -> None:
    assert provisional(company.july()) == {False}


def test_where_it_is_not_known_what_somebody_belongs_to_every_slip_is_provisional(company: Company) -> None:
    company.add("employees", employee_no="A2", name="A2", hire_date="2026-07-01")
    assert provisional(company.july()) == {True}
