"""A slip or a waterfall opened for explaining: its stored trace and its source rows together."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from csd.database.rows import rows_of
from csd.errors import Refused
from csd.models import Attempt
from payroll.explanations.explanation import Stored, slip_reader, stored_waterfall
from payroll.explanations.source_rows import SourceRows

_SLIP = """
    SELECT s.employee_id, s.terms_id, s.trace FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.attempt_id = %s AND e.employee_no = %s
"""


@dataclass(frozen=True)
class Explained:
    """A stored trace, and what lists the rows behind its facts."""

    attempt: Attempt
    stored: Stored
    rows: SourceRows


def explained_slip(attempt: Attempt, employee_no: str) -> Explained:
    """Somebody's slip; Refused where there is none."""
    found = rows_of(_SLIP, [attempt.pk, employee_no])
    if not found:
        raise Refused("no_slip", _("%(person)s has no payslip in %(month)s."), person=employee_no, month=str(attempt.month))
    employee, terms, stored_trace = found[0]
    trace = json.loads(stored_trace)
    stored = slip_reader(attempt).stored(trace["facts"], trace["sources"])
    return Explained(attempt, stored, SourceRows(attempt, employee, terms, trace["sources"]))


def explained_waterfall(attempt: Attempt, *, persons: bool = True) -> Explained:
    """The waterfall of an attempt; Refused before there is one."""
    stored = stored_waterfall(attempt)
    if stored is None:
        raise Refused("not_computed", _("The pay run of %(month)s has not been computed."), month=str(attempt.month))
    return Explained(attempt, stored, SourceRows(attempt, None, None, stored.sources, persons=persons))
