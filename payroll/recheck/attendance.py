"""Attendance judged again from shifts, punches, leave, swaps, breaches and checks: its results stand on the slips of P10, P11, P13."""

from __future__ import annotations

from collections.abc import Iterator

from attendance.points.recheck import differences
from csd.database.rows import rows_of
from csd.work.context import AttemptContext
from duty.facts.recheck import moves_differing
from payroll.recheck.finding import Finding, line_of

BATCH = 1000
_PEOPLE = """
    SELECT p.employee_id, e.employee_no FROM csd_attemptperson p JOIN csd_employee e ON e.id = p.employee_id
    WHERE p.attempt_id = %s AND p.place >= %s AND p.place < %s ORDER BY p.place
"""
_MOST = "SELECT coalesce(max(place), -1) + 1 FROM csd_attemptperson WHERE attempt_id = %s"


def attendance(context: AttemptContext) -> Iterator[Finding]:
    """Every shift that would be held otherwise, every entry and every score that would be another."""
    for number, source, what in moves_differing(context):
        yield Finding(number, line_of("action"), source, what)
    for low in range(0, rows_of(_MOST, [context.attempt_id])[0][0], BATCH):
        numbers = dict(rows_of(_PEOPLE, [context.attempt_id, low, low + BATCH]))
        for employee, fact, source, what in differences(context, list(numbers)):
            yield Finding(numbers[employee], line_of(fact), source, what)
