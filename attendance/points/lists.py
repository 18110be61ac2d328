"""The lists of attendance: a team's month, and what is missing before a month is closed (docs/rulebook.md O4, A11)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.points.models import Action, FindingKind, Preparation
from csd.access.permissions import may
from csd.access.scope import POINTS, only_seen
from csd.database.rows import Query, rows_of
from csd.formats import Words
from csd.lists.declared import Arguments, Filter, Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.models import Attempt
from csd.months import Month
from csd.organisation.standing import Standing
from duty.models import LeaveKind

_NUMBER = Key("employee_no")
_COUNTED = "s.late, s.absent, s.early, s.truant, s.offline, s.comp_days_used, s.score, s.action"
_STORED = f"""
    SELECT s.employee_id, e.employee_no, e.name, {_COUNTED}, %(month)s::text AS month
    FROM attendance_monthscore s JOIN csd_employee e ON e.id = s.employee_id WHERE s.attempt_id = %(attempt)s AND {{seen}}
"""
_RUNNING = f"""
    SELECT s.employee_id, e.employee_no, e.name, {_COUNTED}, %(month)s::text AS month
    FROM attendance_runningscore s JOIN csd_employee e ON e.id = s.employee_id WHERE s.month = %(first)s AND {{seen}}
"""
_FINDINGS = """
    SELECT f.id, f.at, f.kind, f.note, f.employee_id, e.employee_no, e.name, %(month)s::text AS month
    FROM attendance_finding f JOIN csd_employee e ON e.id = f.employee_id WHERE f.month = %(first)s AND {seen}
"""


def closed_attempt(month: Month) -> int | None:
    """The computing a closed month stands on; None while it is open."""
    return Attempt.objects.filter(month=month, sealed=True).values_list("pk", flat=True).first()


def _team(who: Standing, arguments: Arguments) -> Query:
    month, seen = Month.parse(arguments["month"]), only_seen(who, "s.employee_id", POINTS)
    attempt = closed_attempt(month)
    values = {**seen.values, "month": str(month), "first": month.first, "attempt": attempt}
    return Query((_STORED if attempt else _RUNNING).format(seen=seen.sql), values)


def _findings(who: Standing, arguments: Arguments) -> Query:
    month, seen = Month.parse(arguments["month"]), only_seen(who, "f.employee_id", POINTS)
    return Query(_FINDINGS.format(seen=seen.sql), {**seen.values, "month": str(month), "first": month.first})


def _person(row: Row) -> Link:
    return Link(row["employee_no"], reverse("points-person", kwargs={"month": row["month"], "number": row["employee_no"]}))


def _sees_team(who: Standing) -> bool:
    return may(who, "points.team")


def _sees_close(who: Standing) -> bool:
    return may(who, "points.close")


ACTIONS: Mapping[str, Words] = {value: label for value, label in Action.choices if value != Action.NONE}
TEAM = Listing(
    "points-team",
    _("Points of the team"),
    _sees_team,
    _team,
    (
        Column(_("Employee number"), key="employee_no", sort="number"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(_("Score"), "points", key="score", sort="score"),
        Column(_("Leads to"), key="action", words=dict(Action.choices)),
        Column(_("Late"), "number", key="late", minor=True),
        Column(_("Absent"), "number", key="absent", minor=True),
        Column(_("Left early"), "number", key="early", minor=True),
        Column(_("Truant"), "number", key="truant", minor=True),
        Column(_("Offline"), "number", key="offline", minor=True),
        Column(_("Comp days used"), "number", key="comp_days_used", minor=True),
    ),
    {"number": (_NUMBER,), "score": (Key("score", "numeric"), _NUMBER)},
    search=("employee_no", "name"),
    search_label=_("Number or name"),
    person="employee_id",
    filters=(Filter("action", _("Leads to"), ACTIONS, "action = %(filter_action)s", chips=True),),
    links={"employee_no": _person},
    empty=(_("Nobody here"), _("Scores of a month appear the night after its first day.")),
)
FINDINGS = Listing(
    "points-findings",
    _("What is missing"),
    _sees_close,
    _findings,
    (
        Column(_("Employee number"), key="employee_no"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(_("What"), key="kind", words=dict(FindingKind.choices)),
        Column(_("When"), "moment", key="at", sort="at"),
        Column(_("Note"), key="note", words=dict(LeaveKind.choices), minor=True),
    ),
    {"at": (Key("at", "timestamptz"), Key("id", "bigint"))},
    search=("employee_no", "name"),
    search_label=_("Number or name"),
    person="employee_id",
    filters=(Filter("kind", _("What"), dict(FindingKind.choices), "kind = %(filter_kind)s", chips=True),),
    links={"employee_no": _person},
    empty=(_("Nothing is missing"), _("As far as the last preparing of the month goes.")),
)
LISTS = (TEAM, FINDINGS)
_ACTIONS_OF = "SELECT action, count(*) FROM attendance_monthscore WHERE attempt_id = %s GROUP BY action"


def actions_of(attempt: int) -> dict[str, int]:
    """How many people of a closed month each action concerns."""
    return dict(rows_of(_ACTIONS_OF, [attempt]))


def preparation_of(month: Month) -> Preparation | None:
    """A month as it was last prepared; None if it never was."""
    return Preparation.objects.filter(month=month).first()
