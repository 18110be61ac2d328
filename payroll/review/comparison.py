"""A month beside the month before: lines of a payslip, of the waterfall, and what stands above a payslip."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csd.database.rows import rows_of
from csd.models import Attempt
from payroll.runs.models import Run


def attempt_before(attempt: Attempt) -> Attempt | None:
    """The computing of the month before that its run stands on."""
    run = Run.objects.filter(month=attempt.month - 1).select_related("attempt").first()
    return run.attempt if run else None


def went_on_from(attempt: Attempt, before: Attempt) -> bool:
    """Whether a computing found this one of the month before when it began, and not one that has been replaced since."""
    return before.pk < attempt.pk and before.finished_at is not None and before.finished_at <= attempt.started_at


def line_amounts(attempt: Attempt, employee_id: int) -> dict[str, Decimal]:
    """A payslip's lines as they are stored; lines of 0.00 have none."""
    query = (
        "SELECT l.name, l.amount FROM payroll_payslipline l JOIN payroll_payslip s ON s.id = l.payslip_id WHERE s.attempt_id = %s"
        " AND s.employee_id = %s"
    )
    return dict(rows_of(query, [attempt.pk, employee_id]))


def waterfall_lines(attempt: Attempt) -> dict[str, Any]:
    """The lines of a month's waterfall as they are stored; empty where there is none."""
    query = "SELECT x.key, x.value::numeric FROM payroll_waterfall w, jsonb_each_text(w.lines) x WHERE w.attempt_id = %s"
    return dict(rows_of(query, [attempt.pk]))


@dataclass(frozen=True)
class Heading:
    """What stands above a payslip: department, position and grade by the terms in force, working days employed, whether provisional."""

    department: str
    position: str
    grade: str
    employed: int
    provisional: bool


def heading_of(attempt: Attempt, employee_id: int) -> Heading:
    """The heading of a person's payslip."""
    return Heading(*rows_of(_HEADING, [attempt.pk, employee_id])[0])


_HEADING = """
    SELECT d.name, t.position, t.grade, p.employed, s.provisional FROM payroll_payslip s
    JOIN csd_terms t ON t.id = s.terms_id JOIN csd_department d ON d.id = t.department_id
    JOIN csd_attemptperson p ON p.attempt_id = s.attempt_id AND p.employee_id = s.employee_id
    WHERE s.attempt_id = %s AND s.employee_id = %s
"""
