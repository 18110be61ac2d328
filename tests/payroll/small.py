"""Small companies, written row by row by a test, loaded and closed as a real one: for rules that need a database."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import time_machine

from csd.loading.registry import files_in_order
from csd.models import Attempt
from csd.months import Month
from csd.work.engine import work_on
from payroll.exports.month import month_files
from payroll.runs.models import RunException
from payroll.runs.services import approve_run, start_run
from tests.payroll.companies import close_months, two_who_may

COLUMNS = {spec.name: ",".join(column.name for column in spec.columns if not column.further) for spec in files_in_order()}
KINDS = {
    "CS": "customer_service",
    "MK": "marketing",
    "LO": "logistics",
    "L2": "logistics",
    "DA": "data",
    "OP": "operations",
    "FI": "other",
    "HR": "other",
}
LONG_AGO = "2020-01-01"


@dataclass(frozen=True)
class Closed:
    """A closed month, read from what is exported."""

    attempt: Attempt

    @cached_property
    def _files(self) -> dict[str, list[dict[str, str]]]:
        return {name: list(csv.DictReader(io.StringIO(text))) for name, text in month_files(self.attempt).items()}

    def slip(self, number: str) -> dict[str, Decimal]:
        """The amounts of a slip other than 0; KeyError where there is none."""
        rows = {row["employee_no"]: row for row in self._files["payslips.csv"]}
        return {name: Decimal(text) for name, text in list(rows[number].items())[2:] if Decimal(text)}

    def line(self, name: str) -> dict[str, str]:
        """One line of everyone who has it, as text."""
        return {row["employee_no"]: row[name] for row in self._files["payslips.csv"] if Decimal(row[name])}

    def score(self, number: str) -> dict[str, str]:
        """A row of scores.csv."""
        return next(row for row in self._files["scores.csv"] if row["employee_no"] == number)

    @property
    def waterfall(self) -> dict[str, str]:
        """The row of waterfall.csv."""
        return self._files["waterfall.csv"][0]

    @property
    def exceptions(self) -> list[tuple[str, str | None]]:
        """Code and employee number of every exception."""
        found = RunException.objects.filter(attempt=self.attempt).select_related("employee").order_by("code", "employee__employee_no")
        return [(problem.code, problem.employee.employee_no if problem.employee else None) for problem in found]


class Company:
    """A company under construction. F1 of finance and H1 of HR are there from the start, the top-up of wages is off."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for code, kind in KINDS.items():
            self.add("departments", code=code, name=code, kind=kind)
        self.person("F1", "FI").person("H1", "HR").policy("minimum_wage_topup", "0")

    def add(self, file: str, **cells: Any) -> Company:
        """A row of a file; what is not given stays empty."""
        assert set(cells) <= set(COLUMNS[file].split(","))
        self._rows[file].append(cells)
        return self

    def person(self, number: str, department: str = "CS", *, hire: str = LONG_AGO, leave: str = "", **terms: Any) -> Company:
        """An employee with pay terms."""
        self.add("employees", employee_no=number, name=number, hire_date=hire, leave_date=leave)
        return self.terms(number, hire, department, **terms)

    def reports(self, number: str, to: str) -> Company:
        """Somebody who is there already has a line manager."""
        next(row for row in self._rows["employees"] if row["employee_no"] == number)["manager_no"] = to
        return self

    def terms(self, number: str, since: str, department: str = "CS", **cells: Any) -> Company:
        """Pay terms from a day on."""
        usual = {"grade": "staff", "seniority": "senior", "base_salary": "0", "plan": "none", "special_deduction": "0"}
        return self.add("terms", employee_no=number, effective_from=since, department=department, **usual | cells)

    def sale(self, order: str, day: str, agent: str, amount: str, cost: str = "0", **cells: Any) -> Company:
        """A completed sale unless said otherwise."""
        usual = {"product": "P", "quantity": "1", "customer": "K", "status": "completed", "kind": "sale"}
        return self.add("sales", order_no=order, date=day, employee_no=agent, amount=amount, cost=cost, **usual | cells)

    def policy(self, key: str, value: str, since: str = LONG_AGO) -> Company:
        """A policy value from a day on."""
        return self.add("policy", effective_from=since, key=key, value=value)

    def shift(self, number: str, start: str, end: str, *, attended: bool = False) -> Company:
        """A shift between two moments like 2026-07-06 08:00; attended to the minute or not at all."""
        self.add("shifts", employee_no=number, start=f"{start}:00", end=f"{end}:00", post="duty office")
        if attended:
            self.punch(number, start, "in").punch(number, end, "out")
        return self

    def punch(self, number: str, time: str, direction: str) -> Company:
        """A punch at a moment like 2026-07-06 08:00."""
        return self.add("punches", employee_no=number, time=f"{time}:00", direction=direction)

    def write(self) -> Path:
        """The files of the company, for whoever loads them; says where they are."""
        for file, rows in self._rows.items():
            with (self.folder / f"{file}.csv").open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, COLUMNS[file].split(","))
                writer.writeheader()
                writer.writerows(rows)
        return self.folder

    def close(self, first: str = "2026-07", months: int = 1) -> list[Closed]:
        """Load and close; every month but the last is approved."""
        self.write()
        return [Closed(attempt) for attempt in close_months(self.folder, Month.parse(first), months)]

    def july(self) -> Closed:
        """Load and close July 2026, of 23 working days."""
        return self.close()[0]


def approved(month: Month) -> None:
    """A computed month is approved on the 10th of the month after."""
    with time_machine.travel((month + 1).begin.replace(day=10, hour=9), tick=False):
        approve_run(month=month, actor=two_who_may(month + 1)[1], accept_negative="negative on purpose")


def computed(month: Month) -> Closed:
    """A month of the company loaded before, computed (again) on the 10th of the month after."""
    with time_machine.travel((month + 1).begin.replace(day=10, hour=9), tick=False):
        attempt = start_run(month=month, actor=two_who_may(month + 1)[0], wake=False)
        while not work_on(attempt.pk, seconds=60):
            pass
    attempt.refresh_from_db()
    return Closed(attempt)
