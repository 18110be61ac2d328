"""Data that contradicts itself, which only somebody past the triggers can make: a named exception of that person (issue 7, point 6)."""

from __future__ import annotations

import time_machine
from django.db import Error, transaction

from csd.database.rows import execute
from csd.models import Attempt
from payroll.computing.audit import audit
from payroll.runs.models import RunException
from tests.payroll.cast import JULY, NOW, compute
from tests.payroll.recheck.test_explain_check import behind, person

SHIFT = (
    f"INSERT INTO duty_shift (employee_id, start, \"end\", post) VALUES ({person('A1')}, '2026-07-16 12:00+08', '2026-07-16 20:00+08', '')"
)


def test_d3_the_database_refuses_overlapping_shifts_of_one_person(closed: tuple[Attempt, Attempt], as_the_application: None) -> None:
    code = ""
    try:
        with transaction.atomic():
            execute(SHIFT)
    except Error as error:
        code = str(getattr(error.__cause__, "pgcode", ""))
    assert code == "23P01"


def test_overlapping_shifts_are_the_exception_of_that_person_with_the_cause(closed: tuple[Attempt, Attempt], as_the_owner: None) -> None:
    behind("duty_shift", SHIFT)
    with time_machine.travel(NOW, tick=False):
        attempt = compute(JULY)
    (found,) = RunException.objects.filter(attempt=attempt, blocking=True)
    assert (found.code, found.employee and found.employee.employee_no) == ("overlapping_shifts", "A1")
    assert found.detail == {"error": "2026-07-16 08:00 / 2026-07-16 12:00"}
    assert audit(attempt) == []
