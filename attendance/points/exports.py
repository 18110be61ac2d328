"""Scores of a month as a table, for the people whom somebody may see (docs/rulebook.md O4, A10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from attendance.points.models import Action
from csd.access.permissions import may
from csd.access.scope import POINTS, seen_people
from csd.database.rows import rows_of
from csd.exports.months import attempt_of, computed_month, month_words, not_approved
from csd.exports.registry import ExportKind, Order
from csd.exports.sheets import Sheet
from csd.exports.tables import in_portions, tables
from csd.lists.tables import Column

_SCORES = """
    SELECT e.employee_no, e.name, d.name, s.late, s.absent, s.early, s.truant, s.offline, s.comp_days_used, s.unpaid_days, s.score, s.action
    FROM attendance_monthscore s JOIN csd_employee e ON e.id = s.employee_id
    JOIN csd_attemptperson p ON p.attempt_id = s.attempt_id AND p.employee_id = s.employee_id
    LEFT JOIN csd_terms t ON t.id = p.terms_id LEFT JOIN csd_department d ON d.id = t.department_id
    WHERE s.attempt_id = %(attempt)s AND s.employee_id IN ({seen}) ORDER BY p.place
"""
_COLUMNS = (
    Column(gettext_lazy("Employee number"), key="employee_no"),
    Column(pgettext_lazy("person", "Name"), key="name"),
    Column(gettext_lazy("Department"), key="department"),
    Column(gettext_lazy("Late"), "number", key="late"),
    Column(gettext_lazy("Absent"), "number", key="absent"),
    Column(gettext_lazy("Left early"), "number", key="early"),
    Column(gettext_lazy("Truant"), "number", key="truant"),
    Column(gettext_lazy("Offline"), "number", key="offline"),
    Column(gettext_lazy("Comp days used"), "number", key="comp_days_used"),
    Column(gettext_lazy("Unpaid days"), "days", key="unpaid_days"),
    Column(gettext_lazy("Score"), "points", key="score"),
    Column(gettext_lazy("Result"), key="action", words=dict(Action.choices)),
)


def _rows(order: Order) -> Iterator[Sequence[Any]]:
    seen = seen_people(order.who, POINTS)
    values = {**seen.values, "attempt": attempt_of(order).pk}
    for *cells, unpaid, score, action in rows_of(_SCORES.format(seen=seen.sql), values):
        yield (*cells, Fraction(unpaid), score, action)


def _count(order: Order) -> int:
    seen = seen_people(order.who, POINTS)
    counted = f"SELECT count(*) FROM attendance_monthscore WHERE attempt_id = %(attempt)s AND employee_id IN ({seen.sql})"
    return int(rows_of(counted, {**seen.values, "attempt": order.parameters["attempt"]})[0][0])


def _sheet(order: Order) -> Sheet:
    return Sheet(order.title, order.scope, order.by, order.asked_at, _COLUMNS, in_portions(_rows(order)))


SCORES = ExportKind(
    name="scores",
    words=gettext_lazy("Scores of a month"),
    title=lambda parameters: _("Scores, %(month)s") % {"month": month_words(parameters)},
    seen_by=lambda who, parameters: may(who, "points.team"),
    read=computed_month,
    count=_count,
    makers=tables(_sheet),
    scope=not_approved,
    fields=("month",),
)
