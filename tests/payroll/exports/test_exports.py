"""The three files of `export_month` as docs/formats.md has them: order, line ends, quotes, and no minus before a zero."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from payroll.exports.month import month_files
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """Nobody but finance and HR yet."""
    folder = tmp_path / "company"
    folder.mkdir()
    return Company(folder)


def test_rows_are_sorted_by_the_code_points_of_the_number(company: Company) -> None:
    for number in ("é1", "a1", "Z1", "10", "9", "λ1", "𠀀1"):
        company.person(number)
    rows = list(csv.reader(io.StringIO(month_files(company.july().attempt)["payslips.csv"])))
    assert [row[1] for row in rows[1:]] == ["10", "9", "F1", "H1", "Z1", "a1", "é1", "λ1", "𠀀1"]


def test_lines_end_in_lf_and_only_what_needs_quotes_has_them(company: Company, tmp_path: Path) -> None:
    company.person("A,1").person("C 3").july()
    with time_machine.travel("2026-08-10 09:00+08:00", tick=False):
        call_command("export_month", "2026-07", str(tmp_path / "out"))
    scores = (tmp_path / "out" / "scores.csv").read_bytes()
    assert not scores.startswith(b"\xef\xbb\xbf")
    assert scores.split(b"\n") == [
        b"month,employee_no,late,absent,early,truant,offline,comp_days_used,unpaid_days,score,action",
        b'2026-07,"A,1",0,0,0,0,0,0,0.00,10.0,none',
        b"2026-07,C 3,0,0,0,0,0,0,0.00,10.0,none",
        b"2026-07,F1,0,0,0,0,0,0,0.00,10.0,none",
        b"2026-07,H1,0,0,0,0,0,0,0.00,10.0,none",
        b"",
    ]


def test_a_figure_that_rounds_to_zero_from_below_has_no_minus(company: Company) -> None:
    company.add("costs", month="2026-07", kind="other", amount="0.01")
    waterfall = company.july().waterfall
    assert (waterfall["net_profit"], waterfall["total_target"], waterfall["gate"]) == ("-0.01", "0.00", "met")


def test_no_deduction_of_nothing_has_a_minus(company: Company) -> None:
    # absent without any wage that could be taken off, and a month without sales
    company.person("A1").shift("A1", "2026-07-06 08:00", "2026-07-06 16:00")
    assert "-0.00" not in "".join(month_files(company.july().attempt).values())


@pytest.mark.parametrize(
    ("sales", "figures"),
    [
        ("2999.98", ("999.99", "1000.00", "not_met", "0.00", "0.00", "0.00")),
        ("2999.99", ("1000.00", "1000.00", "met", "400.00", "400.00", "200.00")),  # 999.996…
    ],
)
def test_pools_are_zero_when_the_gate_is_not_met_and_whole_when_nobody_is_named(
    company: Company, sales: str, figures: tuple[str, ...]
) -> None:
    waterfall = company.person("A1", base_salary="1000").sale("1", "2026-07-01", "F1", sales).july().waterfall
    columns = ("total_target", "base_sum", "gate", "pool_staff", "pool_management", "pool_operations")
    assert tuple(waterfall[column] for column in columns) == figures


def test_a_month_that_is_not_computed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("export_month", "2026-07", str(tmp_path))
    assert list(tmp_path.iterdir()) == []
