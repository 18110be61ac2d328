"""A slip's or the waterfall's explanations with the source rows behind each, for the command and the page."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.utils.translation import gettext_noop as _

from csd.copying import rows_of
from csd.errors import Refused
from csd.models import Attempt
from payroll.runs.explain import Explanation, explanations, slip_reader, stored_waterfall
from payroll.runs.source_rows import SourceRows

Explained = list[tuple[Explanation, Callable[[], list[str]]]]
_SLIP = """
    SELECT s.employee_id, s.terms_id, s.trace FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.attempt_id = %s AND e.employee_no = %s
"""


def lines_of_slip(attempt: Attempt, employee_no: str) -> Explained:
    """Every value of a slip explained, each with a function that lists the rows behind it; Refused without a slip."""
    found = rows_of(_SLIP, [attempt.pk, employee_no])
    if not found:
        raise Refused("no_slip", _("%(person)s has no payslip in %(month)s."), person=employee_no, month=str(attempt.month))
    employee, terms, stored_trace = found[0]
    trace = json.loads(stored_trace)
    rows = SourceRows(attempt, employee, terms, trace["sources"])
    stored = slip_reader(attempt).stored(trace["facts"], trace["sources"])
    return [(entry, _lister(rows, entry)) for entry in explanations(stored)]


def lines_of_waterfall(attempt: Attempt) -> Explained:
    """Every value of the waterfall explained."""
    stored = stored_waterfall(attempt)
    if stored is None:
        raise Refused("not_computed", _("The pay run of %(month)s has not been computed."), month=str(attempt.month))
    rows = SourceRows(attempt, None, None, stored.sources)
    return [(entry, _lister(rows, entry)) for entry in explanations(stored)]


def _lister(rows: SourceRows, entry: Explanation) -> Callable[[], list[str]]:
    def listed() -> list[str]:
        return [text for given in entry.inputs if given.kind == "fact" for text in rows.of(given.name)]

    return listed
