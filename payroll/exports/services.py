"""Taking pay out of the product: every file that somebody takes is recorded (RULES.md O4)."""

from __future__ import annotations

import hashlib

from django.db import transaction

from csd.models import Employee
from csd.months import Month
from csd.permissions import require
from payroll.exports.month import month_file
from payroll.runs.models import RunEvent
from payroll.runs.selectors import computed_attempt
from payroll.runs.services import standing_today


@transaction.atomic
def take_file(*, month: Month, actor: Employee, name: str) -> str:
    """The text of one file of a computed month, recorded with its rows and checksum; KeyError for a name that is none."""
    require(standing_today(actor), "pay.export")
    attempt = computed_attempt(month)
    text = month_file(attempt, name)
    detail = {"file": name, "rows": text.count("\n") - 1, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    RunEvent.objects.create(run=attempt.run, kind=RunEvent.Kind.EXPORTED, actor=actor, attempt_number=attempt.number, detail=detail)
    return text
