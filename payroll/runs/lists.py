"""The lists of a month's run: its people against the month before, adjustments, receivables (RULES.md P16, P17)."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.listing import Arguments, Filter, Listing, Query, Row
from csd.months import Month
from csd.paging import Key
from csd.permissions import may
from csd.selectors.people import Standing
from csd.tables import Column, Link
from payroll.runs.models import PoolName, Run
from payroll.runs.month_people import pair_of, people_sql
from payroll.runs.review import KINDS, NOBODY, review_of
from payroll.runs.words import EXCEPTIONS as EXCEPTION_WORDS
from payroll.runs.words import LINES
from payroll.typed import a_code, a_percentage

_ADJUSTMENTS = """
    SELECT a.id, a.month, a.corrects, e.employee_no, e.name, a.line, a.amount, a.reason, p.name AS proposed_by, v.name AS approved_by,
           CASE WHEN a.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN a.approved_at IS NOT NULL THEN 'approved' ELSE 'proposed' END AS state
    FROM payroll_adjustment a JOIN csd_employee e ON e.id = a.employee_id JOIN csd_employee p ON p.id = a.proposed_by_id
    LEFT JOIN csd_employee v ON v.id = a.approved_by_id
"""
_EXCEPTIONS = """
    SELECT x.id, x.code, x.blocking, a.month, coalesce(e.employee_no, x.detail->>'pool', x.detail->>'campaign', '') AS subject, coalesce(e.name, '') AS name,
           coalesce(l.name, '') AS left_out_by, x.left_out_reason
    FROM payroll_run r JOIN csd_attempt a ON a.id = r.attempt_id JOIN payroll_runexception x ON x.attempt_id = a.id
    LEFT JOIN csd_employee e ON e.id = x.employee_id LEFT JOIN csd_employee l ON l.id = x.left_out_by_id WHERE r.month = %(month)s
"""
_RECEIVABLES = """
    SELECT s.id, r.month, s.employee_id AS person, (SELECT e.employee_no FROM csd_employee e WHERE e.id = s.employee_id) AS employee_no,
           (SELECT e.name FROM csd_employee e WHERE e.id = s.employee_id) AS name, -s.net AS amount,
           coalesce(t.settled, 0) AS settled, -s.net - coalesce(t.settled, 0) AS rest
    FROM payroll_run r JOIN payroll_payslip s ON s.attempt_id = r.attempt_id
    LEFT JOIN (SELECT month, employee_id, sum(amount) AS settled FROM payroll_settlement GROUP BY month, employee_id) t
        ON t.month = r.month AND t.employee_id = s.employee_id
    WHERE r.state IN ('approved', 'paid') AND s.net < 0
"""
ADJUSTMENT_STATES = {"proposed": _("Waits for approval"), "approved": _("Approved"), "withdrawn": _("Withdrawn")}


def _people_query(who: Standing, arguments: Arguments) -> Query:
    run = Run.objects.filter(month=Month.parse(arguments["month"])).select_related("attempt").first()
    pair = pair_of(run.attempt) if run and run.attempt else None
    if pair is None:
        return Query(people_sql(None), {"month": Month.parse(arguments["month"]).first, "attempt": 0, "before": 0, **NOBODY})
    review = review_of(pair, Decimal(arguments.get("more") or 0) or None)
    return Query(people_sql(pair, gone=arguments.get("only") == "gone"), review.values)


def _person(row: Row) -> Link:
    month = Month.of(row["month"]) - row["gone"]
    note = _("provisional") if row["provisional"] else _("gone") if row["gone"] else ""
    return Link(row["employee_no"], reverse("pay-run-person", kwargs={"month": month, "number": row["employee_no"]}), note=str(note))


PEOPLE = Listing(
    "pay-run-people",
    _("People of the month"),
    lambda who: may(who, "pay.see"),
    _people_query,
    (
        Column(_("Employee number"), key="employee_no", sort="number"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(_("Gross last month"), "money", key="gross_before", minor=True, group=True),
        Column(_("Gross"), "money", key="gross", sort="gross"),
        Column(_("Net last month"), "money", key="net_before", minor=True, group=True),
        Column(_("Net"), "money", key="net", sort="net"),
        Column(_("Change of net"), "change", key="change", sort="change"),
    ),
    {
        "number": (Key("employee_no"),),
        "gross": (Key("gross_key", "numeric"), Key("employee_no")),
        "net": (Key("net_key", "numeric"), Key("employee_no")),
        "change": (Key("change", "numeric"), Key("id", "bigint")),
    },
    search=("employee_no", "name"),
    search_label=_("Number or name"),
    person="id",
    filters=(
        Filter(
            "only",
            _("What is shown"),
            {key: kind.words for key, kind in KINDS.items()},
            conditions={k: v.where for k, v in KINDS.items()},
            shown=False,
        ),
        Filter("more", _("Net changed by more than (%)"), typed=a_percentage, where=KINDS["moved"].where),
    ),
    links={"employee_no": _person},
    empty=(_("Nobody here"), _("Nobody of this month is like that.")),
    exported_by=lambda who: may(who, "pay.export"),
    pay=True,
)
EXCEPTIONS = Listing(
    "pay-run-exceptions",
    _("Exceptions"),
    lambda who: may(who, "run.watch"),
    lambda who, arguments: Query(_EXCEPTIONS, {"month": Month.parse(arguments["month"]).first}),
    (
        Column(_("Whom or what"), words=dict(PoolName.choices), key="subject", sort="subject"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(_("What is the matter"), words=EXCEPTION_WORDS, key="code", sort="code"),
        Column(_("Holds approval"), "yes", key="blocking"),
        Column(_("Left out by"), key="left_out_by", minor=True),
        Column(_("Reason"), key="left_out_reason", minor=True),
    ),
    {"subject": (Key("subject"), Key("id", "bigint")), "code": (Key("code"), Key("subject"), Key("id", "bigint"))},
    search=("subject", "name"),
    search_label=_("Number or name"),
    filters=(
        Filter("code", _("What is the matter"), EXCEPTION_WORDS, "code = %(filter_code)s"),
        Filter("holds", _("Approval"), {"yes": _("Hold approval")}, conditions={"yes": "blocking AND left_out_by = ''"}, chips=True),
    ),
    links={
        "subject": lambda row: Link(
            row["subject"], reverse("pay-run-exception", kwargs={"month": Month.of(row["month"]), "exception_id": row["id"]})
        )
    },
    empty=(_("No exceptions"), _("Everything of this month could be computed.")),
)
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
        Filter("person", _("Employee number"), typed=a_code, where="employee_no = %(filter_person)s"),
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
    pay=True,
)
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
        # within a month in the order of the books, in which an index of those below zero has them
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
    pay=True,
)
LISTINGS = (PEOPLE, EXCEPTIONS, ADJUSTMENTS, RECEIVABLES)
