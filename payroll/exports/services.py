"""Taking pay out of the product in one request: every file that somebody takes is recorded (docs/rulebook.md O4)."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from csd import formats
from csd.access.acting import acting
from csd.database.rows import rows_of
from csd.exports.csv_files import plain_text
from csd.exports.log import log_taken
from csd.models import Attempt, Employee
from csd.months import Month
from payroll.exports.month import month_file
from payroll.exports.slip_pdf import one_slip
from payroll.runs.models import RunEvent
from payroll.runs.selectors import computed_attempt

_PLACE = "SELECT place FROM csd_attemptperson WHERE attempt_id = %s AND employee_id = %s"


@transaction.atomic
def take_file(*, month: Month, actor: Employee, name: str) -> str:
    """The text of one file of a computed month for a person to open, recorded with its rows and checksum; KeyError for an unknown name.

    As docs/formats.md has it, but text that a spreadsheet would take for a formula has an apostrophe before it (csd.exports.csv_files).
    """
    with acting(actor, "pay.export"):
        attempt = computed_attempt(month)
        text = _for_people(month_file(attempt, name))
        rows, sha256 = text.count("\n") - 1, hashlib.sha256(text.encode()).hexdigest()
        RunEvent.objects.create(
            run=attempt.run,
            kind=RunEvent.Kind.EXPORTED,
            actor=actor,
            attempt_number=attempt.number,
            detail={"file": name, "rows": rows, "sha256": sha256},
        )
        parameters = {"month": str(month), "attempt": attempt.pk, "file": name}
        log_taken(
            actor=actor, kind="month-file", title=name, parameters=parameters, format="csv", rows=rows, sha256=sha256, scope=str(month)
        )
        return text


@transaction.atomic
def take_slip(*, attempt: Attempt, employee: Employee, actor: Employee) -> bytes:
    """Somebody's payslip as a document, recorded; NotAllowed for another's without the right to take pay out.

    Whether a person may have their own is for whoever found the attempt to say (payroll.payslips.access).
    """
    with acting(actor, None if employee.pk == actor.pk else "pay.export"):
        return _taken_slip(attempt, employee, actor)


def _taken_slip(attempt: Attempt, employee: Employee, actor: Employee) -> bytes:
    place = rows_of(_PLACE, [attempt.pk, employee.pk])[0][0]
    made = one_slip(attempt, place, str(actor), timezone.now())
    parameters: dict[str, Any] = {"month": str(attempt.month), "attempt": attempt.pk, "employee": employee.employee_no}
    log_taken(
        actor=actor,
        kind="payslip-pdf",
        title=slip_title(attempt, employee),
        parameters=parameters,
        format="pdf",
        rows=1,
        sha256=hashlib.sha256(made).hexdigest(),
        scope=f"{employee} {attempt.month}",
    )
    return made


def slip_title(attempt: Attempt, employee: Employee) -> str:
    """What a payslip's document is called."""
    return _("Payslip %(month)s") % {"month": formats.month(attempt.month)} + f" {employee}"


def _for_people(text: str) -> str:
    rows = csv.reader(io.StringIO(text))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([cells[0], plain_text(cells[1]), *cells[2:]] for cells in rows)
    return out.getvalue()
