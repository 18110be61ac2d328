"""The end of an attempt: differences to the one before, the audit, and the run that stands on it (docs/rulebook.md P17)."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from csd.database.rows import execute
from csd.faultpoints import fault_point
from csd.models import Attempt, AttemptState
from csd.work.services import finish_attempt
from payroll.computing.audit import audit
from payroll.runs.models import Run, RunEvent, RunState
from payroll.runs.selectors import totals

_DIFFERENCES = """
    INSERT INTO payroll_difference (attempt_id, employee_id, line, before, after)
    SELECT %(new)s, employee_id, line, o.amount, n.amount
    FROM (SELECT s.employee_id, l.name AS line, l.amount FROM payroll_payslip s JOIN payroll_payslipline l ON l.payslip_id = s.id
          WHERE s.attempt_id = %(old)s) o
    FULL JOIN (SELECT s.employee_id, l.name AS line, l.amount FROM payroll_payslip s JOIN payroll_payslipline l ON l.payslip_id = s.id
          WHERE s.attempt_id = %(new)s) n USING (employee_id, line)
    WHERE o.amount IS DISTINCT FROM n.amount
"""


class AuditFailed(Exception):
    """The audit at the end of an attempt found what does not add up; the message lists it."""


def record_failure(attempt: Attempt) -> None:
    """An attempt that failed is an event of its run, with what went wrong; the run stays as it was."""
    run = Run.objects.get(month=attempt.month)
    RunEvent.objects.create(
        run=run, kind=RunEvent.Kind.FAILED, actor=attempt.started_by, attempt_number=attempt.number, reason=attempt.failure
    )


def finish(attempt: Attempt) -> dict[str, Any]:
    """Audit, compare with the attempt before, and let the run stand on this one, in the transaction of the last chunk."""
    fault_point("finish.before")
    findings = audit(attempt)
    if findings:
        raise AuditFailed("; ".join(findings))
    before = Attempt.objects.filter(month=attempt.month, state=AttemptState.DONE).first()
    fault_point("finish.audited")
    differences = execute(_DIFFERENCES, {"old": before.pk, "new": attempt.pk}) if before else 0
    run = Run.objects.select_for_update().get(month=attempt.month)
    Run.objects.filter(pk=run.pk).update(
        state=RunState.COMPUTED, attempt=attempt, computed_by=attempt.started_by, revision=F("revision") + 1
    )
    finish_attempt(attempt=attempt)
    fault_point("finish.written")
    summary = {"differences": differences, **totals(attempt.pk)}
    RunEvent.objects.create(run=run, kind=RunEvent.Kind.COMPUTED, actor=attempt.started_by, attempt_number=attempt.number, detail=summary)
    return summary
