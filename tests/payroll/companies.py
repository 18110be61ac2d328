"""Whole companies through the product: loaded, closed and approved month by month, as the tests of cases and oracle need it."""

from __future__ import annotations

from pathlib import Path

import time_machine

from csd.access.permissions import may
from csd.loading.services import load_company
from csd.models import Attempt, Employee
from csd.months import Month
from csd.organisation.standing import standing_of
from csd.work.engine import work_on
from payroll.exports.month import month_files
from payroll.runs.services import approve_run, start_run

CASES = Path(__file__).resolve().parent.parent / "data" / "cases"
FILES = ("scores.csv", "payslips.csv", "waterfall.csv")


def close_months(folder: Path, first: Month, count: int) -> list[Attempt]:
    """Load a folder and close `count` months, each on the 10th of the month after; all but the last are approved."""
    load_company(folder=folder, loaded_by="tests")
    attempts = []
    for index in range(count):
        month = first + index
        with time_machine.travel((month + 1).begin.replace(day=10, hour=9), tick=False):
            computes, approves = two_who_may(month + 1)
            attempt = start_run(month=month, actor=computes, wake=False)
            while not work_on(attempt.pk, seconds=60):
                pass
            attempt.refresh_from_db()
            if index + 1 < count:
                approve_run(month=month, actor=approves, accept_negative="negative on purpose")
            attempts.append(attempt)
    return attempts


def two_who_may(month: Month) -> tuple[Employee, Employee]:
    """Somebody who may compute and somebody else who may approve, on the 10th of a month."""
    day = month.first.replace(day=10)
    people = [(person, standing_of(person, day)) for person in Employee.objects.order_by("employee_no")]
    approves = next(person for person, who in people if may(who, "run.approve"))
    computes = next(person for person, who in people if may(who, "run.prepare") and person != approves)
    return computes, approves


def joined(attempts: list[Attempt]) -> dict[str, str]:
    """The three files of several months, one below the other under one header, as in `expected/`."""
    parts = [month_files(attempt) for attempt in attempts]
    return {name: parts[0][name] + "".join(part[name].split("\n", 1)[1] for part in parts[1:]) for name in FILES}
