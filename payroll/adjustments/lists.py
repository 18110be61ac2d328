"""The list of adjustments (docs/rulebook.md P17)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.access.models import LookedAt
from csd.access.permissions import may
from csd.database.rows import Query
from csd.lists.declared import Filter, Listing
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.lists.typed import a_code, spelled
from csd.months import Month
from payroll.lines.words import LINES

_ADJUSTMENTS = """
    SELECT a.id, a.month, a.corrects, e.employee_no, e.name, a.line, a.amount, a.reason, p.name AS proposed_by, v.name AS approved_by,
           CASE WHEN a.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN a.approved_at IS NOT NULL THEN 'approved' ELSE 'proposed' END AS state
    FROM payroll_adjustment a JOIN csd_employee e ON e.id = a.employee_id JOIN csd_employee p ON p.id = a.proposed_by_id
    LEFT JOIN csd_employee v ON v.id = a.approved_by_id
"""


ADJUSTMENT_STATES = {"proposed": _("Waits for approval"), "approved": _("Approved"), "withdrawn": _("Withdrawn")}


ADJUSTMENTS = Listing(
    "adjustments",
    _("Adjustments"),
    lambda who: may(who, "pay.see"),
    lambda who, arguments: Query(_ADJUSTMENTS),
    (
        Column(_("Paid in"), "month", key="month", sort="month"),
        Column(_("Employee number"), key="employee_no", sort="number"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(_("Corrects"), "month", key="corrects", minor=True),
        Column(_("Line"), words=LINES, key="line"),
        Column(_("Amount"), "change", key="amount"),
        Column(_("State"), words=ADJUSTMENT_STATES, key="state"),
        Column(_("Reason"), key="reason", minor=True),
        Column(_("Proposed by"), key="proposed_by", minor=True),
        Column(_("Approved by"), key="approved_by", minor=True),
    ),
    {"month": (Key("month", "date"), Key("id", "bigint")), "number": (Key("employee_no"), Key("id", "bigint"))},
    search=("employee_no", "name", "reason"),
    search_label=_("Number, name or reason"),
    filters=(
        Filter("state", _("State"), ADJUSTMENT_STATES, "state = %(filter_state)s", chips=True),
        Filter("person", _("Employee number"), typed=a_code, where="employee_no = ANY(%(people)s)", values=spelled("people")),
    ),
    links={
        "month": lambda row: Link(Month.of(row["month"]), reverse("adjustment", kwargs={"adjustment_id": row["id"]})),
        "corrects": lambda row: Link(
            Month.of(row["corrects"]),
            reverse("pay-run-person-line", kwargs={"month": Month.of(row["corrects"]), "number": row["employee_no"], "line": row["line"]}),
        ),
    },
    empty=(_("No adjustments"), _("An approved month never changes; what was wrong in it is corrected by an adjustment in a later one.")),
    descending=True,
    exported_by=lambda who: may(who, "pay.export"),
    right="pay.see",
    look=LookedAt.ADJUSTMENT,
)
