"""Rows of an approved month are refused one by one, whatever their file; rows beside it load."""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from csd.models import Attempt, AttemptState, Employee
from csd.months import Month
from payroll.runs.services import approve_run, start_run
from payroll.sales.models import Sale
from tests.csd.loading.folders import BASE, Folder, everything
from tests.payroll.companies import two_who_may
from tests.payroll.small import Company

JULY = Month(2026, 7)
APPROVED = "belongs to 2026-07, which is approved and never changes"
MORNING, EVENING = "2026-07-06 08:00:00", "2026-07-06 16:00:00"

# file, row that July's approval refuses, the column that dates it
OF_JULY = [
    ("employees", "E4,X,2026-07-31,,,", "hire_date"),
    ("employees", "E5,X,2020-01-01,2026-07-01,,", "hire_date"),
    ("terms", "E1,2026-07-31,CS,,staff,senior,2000,none,,,,,,", "effective_from"),
    ("terms", "E1,2025-07-31,CS,,staff,senior,2000,none,,,,,,", "effective_from"),
    ("opening_balances", "E1,2026,1,1,1,1,1,0", "year"),
    ("score_history", "2026-07,E1,5", "month"),
    ("shifts", f"E1,{MORNING},{EVENING},", "start"),
    ("shifts", "E1,2026-07-31 23:59:59,2026-08-01 08:00:00,", "start"),
    ("punches", f"E1,{MORNING},in", "time"),
    ("leaves", f"E1,{MORNING},{EVENING},sick,,,", "start"),
    ("leaves", "E1,2026-06-29 08:00:00,2026-08-06 08:00:00,sick,,,", "start"),
    ("leaves", "E1,2026-06-29 08:00:00,2026-07-01 00:00:01,sick,,,", "start"),
    ("swaps", f"E1,{MORNING},E2,,,", "shift_start"),
    ("breaches", f"E1,{MORNING},E2,", "time"),
    ("online_checks", f"E1,{MORNING},0,0", "time"),
    ("sales", "2,2026-07-31,E1,P,1,1,1,K,completed,sale,", "date"),
    ("sales", "2,2026-07-31,E1,P,1,1,1,K,pending,refund,", "date"),
    ("campaigns", "C2,2026-07,E1,1", "month"),
    ("costs", "2026-07,other,1,,", "month"),
    ("nominations", "2026-07,staff,E1,1", "month"),
    ("specials", "2026-07,E1,1,why", "month"),
    ("policy", "2026-07-01,meal,1", "effective_from"),
    ("policy", "2020-01-01,meal,1", "effective_from"),
    ("calendar", "2026-07-31,rest,,", "date"),
]  # fmt: skip
BESIDE_JULY = [
    ("employees", "E4,X,2026-08-01,,,"),
    ("employees", "E5,X,2020-01-01,2026-06-30,,"),
    ("roles", "E1,hr,2026-07-01,"),
    ("terms", "E1,2026-08-01,CS,,staff,senior,2000,none,,,,,,"),
    ("opening_balances", "E1,2025,1,1,1,1,1,0"),
    ("opening_balances", "E4,2026,1,1,1,1,1,0"),
    ("score_history", "2026-06,E1,5"),
    ("shifts", "E1,2026-08-01 00:00:00,2026-08-01 08:00:00,"),
    ("shifts", "E1,2026-06-30 23:00:00,2026-07-01 08:00:00,"),
    ("punches", "E1,2026-06-30 23:59:59,in"),
    ("leaves", "E1,2026-06-29 08:00:00,2026-07-01 00:00:00,sick,,,"),
    ("leaves", "E1,2026-08-01 00:00:00,2026-08-03 00:00:00,sick,,,"),
    ("swaps", "E1,2026-08-01 00:00:00,E2,,,"),
    ("sales", "2,2026-08-01,E1,P,1,1,1,K,completed,refund,"),
    ("campaigns", "C2,2026-08,E1,1"),
    ("policy", "2026-07-02,meal,1"),
    ("calendar", "2026-08-01,work,,"),
    ("substances", "RAT,鼠药,g,,,"),
]  # fmt: skip


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Folder:
    """A company of which July is approved; the folder that it came from."""
    company = Company(tmp_path / "first").sale("1", "2026-07-06", "F1", "10")
    (tmp_path / "first").mkdir()
    made = Folder(tmp_path / "company")
    for number in ("E1", "E2"):
        company.person(number, base_salary="2000")
    company.add("employees", employee_no="E3", name="曹飞", hire_date="2020-01-01", leave_date="2026-12-31", manager_no="E1")
    company.terms("E3", "2020-01-01")
    company.close("2026-07")
    with time_machine.travel("2026-08-10 09:00+08:00", tick=False):
        approve_run(month=JULY, actor=two_who_may(JULY + 1)[1], accept_negative="meant")
    for name in BASE:
        made.set(name)
    return made


def test_every_row_of_an_approved_month_is_refused_with_its_line(folder: Folder) -> None:
    expected = [f"{file}.csv:{folder.add(file, row)}: {column}: {APPROVED}" for file, row, column in OF_JULY]
    assert sorted(folder.errors()) == sorted(expected)


def test_rows_beside_the_approved_month_are_loaded(folder: Folder) -> None:
    for file, row in BESIDE_JULY:
        folder.add(file, row)
    assert folder.load().changes == len(BESIDE_JULY)


def test_the_folder_that_the_approved_month_was_made_of_loads_as_before(folder: Folder) -> None:
    folder.path = folder.path.with_name("first")
    before = everything()
    assert (folder.load().batch_id, everything()) == (None, before)


def employee(leave_date: str) -> str:
    return f"E3,曹飞,2020-01-01,{leave_date},E1,"


@pytest.mark.parametrize("day", ["2026-07-30", "2026-07-01", "2026-05-31"])
def test_nobody_leaves_in_or_before_an_approved_month_after_it_was(folder: Folder, day: str) -> None:
    folder.add("employees", employee(day))
    assert folder.errors() == [f"employees.csv:2: leave_date: “{day}” instead of “2026-12-31” would change 2026-07, which is approved"]


@pytest.mark.parametrize("day", ["2026-07-31", "2026-08-01", ""])
def test_leaving_after_the_approved_month_may_still_change(folder: Folder, day: str) -> None:
    folder.add("employees", employee(day))
    folder.load()
    assert str(Employee.objects.get(employee_no="E3").leave_date or "") == day


def test_the_status_of_a_sale_of_an_approved_month_is_as_it_is(folder: Folder) -> None:
    folder.add("sales", "1,2026-07-06,F1,P,1,10,0,K,cancelled,sale,")
    assert folder.errors() == ["sales.csv:2: status: “cancelled” instead of “completed” would change 2026-07, which is approved"]
    assert Sale.objects.get().status == "completed"


def test_while_a_month_is_computed_rows_come_in_and_what_it_uses_does_not_change(folder: Folder) -> None:
    folder.add("sales", "2,2026-08-06,F1,P,1,10,0,K,pending,sale,")
    folder.load()
    with time_machine.travel("2026-09-10 09:00+08:00", tick=False):
        start_run(month=JULY + 1, actor=two_who_may(JULY + 2)[0], wake=False)
    folder.set("sales", "2,2026-08-06,F1,P,1,10,0,K,completed,sale,")
    running = "would change 2026-08, which is being computed; load again when that is over"
    assert folder.errors() == [f"sales.csv:2: status: “completed” instead of “pending” {running}"]
    folder.set("sales", "3,2026-08-06,F1,P,1,10,0,K,completed,sale,").load()
    assert Attempt.objects.filter(state=AttemptState.RUNNING).count() == 1
