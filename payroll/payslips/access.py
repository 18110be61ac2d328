"""Which payslips and waterfalls somebody may read (docs/rulebook.md O4). What is not theirs is as if it were not there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from csd.access.permissions import may
from csd.database.rows import rows_of
from csd.models import Attempt, AttemptState, Employee
from csd.months import Month
from csd.organisation.standing import Standing, employee_by_number
from payroll.runs.models import Run, RunState

SETTLED = (RunState.APPROVED.value, RunState.PAID.value)
_OWN = """
    SELECT a.month, s.gross, s.net, r.state, coalesce((SELECT l.amount FROM payroll_payslipline l WHERE l.payslip_id = s.id AND l.name = 'iit'), 0),
           coalesce((SELECT sum(l.amount) FROM payroll_payslipline l WHERE l.payslip_id = s.id AND l.name IN ('pension', 'medical', 'unemployment', 'housing')), 0),
           s.gross_in_year, s.tax_in_year FROM payroll_payslip s
    JOIN csd_attempt a ON a.id = s.attempt_id JOIN payroll_run r ON r.attempt_id = a.id
    WHERE s.employee_id = %s AND r.state = ANY(%s) ORDER BY a.month DESC
"""  # noqa: E501


class OwnSlip(NamedTuple):
    """One of a person's own payslips; `gross_in_year` and `tax_in_year` are the sums of its calendar year up to it (P15)."""

    month: Month
    gross: Decimal
    net: Decimal
    state: str
    tax: Decimal
    insurance: Decimal
    gross_in_year: Decimal
    tax_in_year: Decimal


def own_slips(who: Standing) -> list[OwnSlip]:
    """The person's own payslips, newest first: approved and paid ones only."""
    return [OwnSlip(Month.of(month), *rest) for month, *rest in rows_of(_OWN, [who.employee.pk, list(SETTLED)])]


def last_own_slip(who: Standing) -> tuple[Month, Any, str] | None:
    """Month, net and state of the newest payslip of one's own."""
    rows = rows_of(f"{_OWN} LIMIT 1", [who.employee.pk, list(SETTLED)])
    return (Month.of(rows[0][0]), rows[0][2], rows[0][3]) if rows else None


def own_attempt(who: Standing, month: Month) -> Attempt | None:
    """The approved computing of a month in which the person has a payslip; None where there is none yet."""
    run = Run.objects.filter(month=month, state__in=SETTLED).select_related("attempt").first()
    return run.attempt if run and run.attempt and has_slip(run.attempt, who.employee) else None


def slip_of(who: Standing, month: Month, employee_no: str) -> tuple[Attempt, Employee] | None:
    """Somebody's payslip for whoever may see the pay of others: the computing it belongs to, and the person."""
    run = Run.objects.filter(month=month).select_related("attempt").first()
    employee = employee_by_number(employee_no) if "\0" not in employee_no else None
    if not may(who, "pay.see") or run is None or run.attempt is None or employee is None:
        return None
    return (run.attempt, employee) if has_slip(run.attempt, employee) else None


def has_slip(attempt: Attempt, employee: Employee) -> bool:
    """Whether a person has a payslip in an attempt."""
    return bool(rows_of("SELECT 1 FROM payroll_payslip WHERE attempt_id = %s AND employee_id = %s", [attempt.pk, employee.pk]))


def waterfall_attempt(who: Standing, month: Month) -> Attempt | None:
    """The computing whose waterfall the person may see; None where it is not theirs or not there."""
    run = Run.objects.filter(month=month).select_related("attempt").first()
    return run.attempt if run and may(who, "waterfall.see") else None


def waterfall_months(who: Standing) -> Sequence[tuple[Month, str, dict[str, Any]]]:
    """Month, state and lines of every waterfall the person may see, newest first."""
    if not may(who, "waterfall.see"):
        return []
    runs = Run.objects.filter(attempt__state=AttemptState.DONE).order_by("-month")
    lines = dict(rows_of("SELECT w.attempt_id, w.lines FROM payroll_waterfall w JOIN payroll_run r ON r.attempt_id = w.attempt_id"))
    return [(run.month, run.state, json.loads(lines[run.attempt_id])) for run in runs if run.attempt_id in lines]


def sees_persons(who: Standing) -> bool:
    """Whether single people's pay may be named behind a waterfall's figures."""
    return may(who, "pay.see")
