"""A6 on a whole company: whether the taker is free is read from the taker's own roster, however near or far its shifts lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.payroll.small import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A1 gives the shift of 8 to 17 on the 6th of July to A2; nobody attends it."""
    company = Company(tmp_path).person("B1", grade="foreman").person("A1").person("A2").shift("A1", "2026-07-06 08:00", "2026-07-06 17:00")
    times = {"shift_start": "2026-07-06 08:00:00", "accepted_at": "2026-07-05 08:00:00", "approved_at": "2026-07-05 09:00:00"}
    return company.add("swaps", employee_no="A1", to_employee_no="A2", approver_no="B1", **times)


def truants(company: Company) -> list[str]:
    july = company.july()
    return [number for number in ("A1", "A2") if july.score(number)["truant"] != "0"]


def test_a6_a_free_taker_holds_the_shift(company: Company) -> None:
    assert truants(company) == ["A2"]


@pytest.mark.parametrize("span", [("06 07:00", "06 09:00"), ("05 20:00", "06 08:01"), ("06 09:00", "06 10:00"), ("06 16:59", "06 23:00")])
def test_a6_a_taker_with_a_shift_that_overlaps_it_takes_nothing(company: Company, span: tuple[str, str]) -> None:
    start, end = span
    company.shift("A2", f"2026-07-{start}", f"2026-07-{end}", attended=True)
    assert truants(company) == ["A1"]


@pytest.mark.parametrize("span", [("06 07:00", "06 08:00"), ("06 17:00", "06 18:00")])
def test_a6_a_taker_whose_shift_only_meets_it_takes_it(company: Company, span: tuple[str, str]) -> None:
    start, end = span
    company.shift("A2", f"2026-07-{start}", f"2026-07-{end}")
    assert truants(company) == ["A2"]


def test_a6_a_shift_taken_over_stands_in_the_takers_way_too(company: Company) -> None:
    company.person("A3").shift("A3", "2026-07-06 10:00", "2026-07-06 12:00")
    times = {"shift_start": "2026-07-06 10:00:00", "accepted_at": "2026-07-05 08:00:00", "approved_at": "2026-07-05 10:00:00"}
    company.add("swaps", employee_no="A3", to_employee_no="A2", approver_no="B1", **times)
    july = company.july()
    assert [july.score(number)["truant"] for number in ("A1", "A2", "A3")] == ["0", "1", "1"]
