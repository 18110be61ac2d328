"""The list of receivables (docs/rulebook.md P16)."""

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
from csd.months import Month

_RECEIVABLES = """
    SELECT s.id, r.month, s.employee_id AS person, (SELECT e.employee_no FROM csd_employee e WHERE e.id = s.employee_id) AS employee_no,
           (SELECT e.name FROM csd_employee e WHERE e.id = s.employee_id) AS name, -s.net AS amount,
           coalesce(t.settled, 0) AS settled, -s.net - coalesce(t.settled, 0) AS rest
    FROM payroll_run r JOIN payroll_payslip s ON s.attempt_id = r.attempt_id
    LEFT JOIN (SELECT month, employee_id, sum(amount) AS settled FROM payroll_settlement GROUP BY month, employee_id) t
        ON t.month = r.month AND t.employee_id = s.employee_id
    WHERE r.state IN ('approved', 'paid') AND s.net < 0
"""


RECEIVABLES = Listing(
    "receivables",
    _("Receivables"),
    lambda who: may(who, "pay.see"),
    lambda who, arguments: Query(_RECEIVABLES),
    (
        Column(_("Employee number"), key="employee_no", sort="number"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(_("Month"), "month", key="month", sort="month"),
        Column(_("Owed"), "money", key="amount"),
        Column(_("Settled"), "money", key="settled", minor=True),
        Column(_("Still owed"), "money", key="rest", sort="rest"),
    ),
    {
        # within a month in the order of the books, which is that of an index of those below zero
        "month": (Key("month", "date"), Key("person", "bigint")),
        "number": (Key("employee_no"), Key("month", "date")),
        "rest": (Key("rest", "numeric"), Key("month", "date"), Key("employee_no")),
    },
    search=("employee_no", "name"),
    search_label=_("Number or name"),
    filters=(
        Filter(
            "rest",
            _("Open"),
            {"open": _("Still owed"), "done": _("Settled")},
            conditions={"open": "rest > 0", "done": "rest <= 0"},
            chips=True,
        ),
    ),
    links={
        "employee_no": lambda row: Link(
            row["employee_no"], reverse("receivable", kwargs={"month": Month.of(row["month"]), "number": row["employee_no"]})
        ),
        "month": lambda row: Month.of(row["month"]),
    },
    empty=(_("Nobody owes anything"), _("A net below zero of an approved month appears here until it is settled.")),
    descending=True,
    exported_by=lambda who: may(who, "pay.export"),
    right="pay.see",
    look=LookedAt.RECEIVABLE,
)
