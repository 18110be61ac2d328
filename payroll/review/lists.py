"""The people of a month beside the month before, and its exceptions (docs/rulebook.md P16, P17)."""

# many imports: a list names its query, columns, filters, links and rights
from __future__ import annotations

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.access.permissions import may
from csd.database.rows import Query
from csd.lists.declared import Arguments, Filter, Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.lists.typed import a_percentage
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.exceptions.words import EXCEPTIONS as EXCEPTION_WORDS
from payroll.proposals.models import PoolName
from payroll.review.people import pair_of, people_sql
from payroll.review.selectors import KINDS, NOBODY, review_of
from payroll.runs.models import Run

_EXCEPTIONS = """
    SELECT x.id, x.code, x.blocking, a.month, coalesce(e.employee_no, x.detail->>'pool', x.detail->>'campaign', '') AS subject, coalesce(e.name, '') AS name,
           coalesce(l.name, '') AS left_out_by, x.left_out_reason
    FROM payroll_run r JOIN csd_attempt a ON a.id = r.attempt_id JOIN payroll_runexception x ON x.attempt_id = a.id
    LEFT JOIN csd_employee e ON e.id = x.employee_id LEFT JOIN csd_employee l ON l.id = x.left_out_by_id WHERE r.month = %(month)s
"""  # noqa: E501


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
    right="pay.see",
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
