"""Facts of the month's attendance (docs/rulebook.md A7, A10, P10, P11, P13)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.models import Action, EntryKind
from attendance.points.daybook import duties_of, duties_of_people
from attendance.points.words import evidence_in_words
from csd import formats
from csd.database.rows import rows_of
from csd.lists.tables import Column, Table
from duty.models import LeaveKind
from payroll.lines.facts.columns import BY_ID
from payroll.lines.facts.gathering import OF_EACH
from payroll.lines.facts.registry import Batch, Fact, Group, OfMonth, Rows, Shown, Source, register


class ScoreRow(NamedTuple):
    """What pay needs of a month's attendance."""

    score: int
    unpaid_days: str
    holiday_minutes: int
    action: str


_SCORES = OF_EACH.format(
    rows="SELECT employee_id, id, unpaid_days, holiday_minutes, action FROM attendance_monthscore WHERE attempt_id = %s"
)
_NO_DAYS = Fraction(0)


def _scores(batch: Batch) -> Rows:
    return {row[0]: ScoreRow(*row[1:]) for row in rows_of(_SCORES, [batch.ids, batch.context.attempt_id])}


def _entry(row: Sequence[Any]) -> tuple[Any, ...]:
    at, kind, points, evidence, rule = row
    return (at, kind, points, evidence_in_words(rule, json.loads(evidence)), rule)


def duties(batch: Batch) -> Rows:
    """Employee id → the duties of the month as they were judged (DayOfDuty): for facts that count or measure shifts, read `once`."""
    return duties_of_people(batch.context, batch.ids)


def duties_table(of: OfMonth) -> Table:
    """The duties of a person's month as the attempt judged them: for every fact that rests on shifts."""
    rows = [
        (
            formats.span(entry.start, entry.end),
            entry.sign_in and f"{entry.sign_in:%H:%M}",
            entry.sign_out and f"{entry.sign_out:%H:%M}",
            "; ".join(str(LeaveKind(kind).label) for kind in entry.leave),
            entry.holiday_minutes,
        )
        for entry in duties_of(of.context, of.employee or 0)
    ]
    return Table(_DUTIES, rows, _("Duties of the month"), name="duties", empty=(_now("No duty in this month"), ""))


_DUTIES = (
    Column(_("Duty")),
    Column(_("Sign-in")),
    Column(_("Sign-out")),
    Column(_("Leave")),
    Column(_("Minutes on statutory days"), "number"),
)
SCORE = Source(
    "score",
    _("Points of the month"),
    (
        Column(pgettext_lazy("points", "Score"), "points"),
        Column(_("Result"), words=dict(Action.choices)),
        Column(_("Late"), "number"),
        Column(_("Absent"), "number"),
        Column(_("Left early"), "number"),
        Column(_("Truant"), "number"),
        Column(_("Offline"), "number"),
        Column(_("Comp days used"), "number"),
        Column(_("Unpaid days"), "days"),
        Column(_("Minutes on statutory days"), "number"),
    ),
    """SELECT score, action, late, absent, early, truant, offline, comp_days_used, unpaid_days, holiday_minutes, id AS k1
       FROM attendance_monthscore WHERE attempt_id = %(attempt)s AND employee_id = %(employee)s""",
    BY_ID,
    tall=True,
    typed=lambda row: (*row[:8], Fraction(row[8]), row[9]),
)
ENTRIES = Source(
    "entries",
    _("Point entries"),
    (
        Column(_("Time"), "moment"),
        Column(_("Kind"), words=dict(EntryKind.choices)),
        Column(_("Points"), "points"),
        Column(_("Rests on")),
        Column(_("Rule")),
    ),
    """SELECT at, kind, points, evidence::text, rule, id AS k1 FROM attendance_pointentry
       WHERE attempt_id = %(attempt)s AND employee_id = %(employee)s""",
    BY_ID,
    typed=_entry,
)
_TABLES = (Shown(SCORE), Shown(ENTRIES), duties_table)
SCORES = Group("score", _scores, None, lambda row: row.score, lambda kept, now, terms: "score")
register(
    Fact("holiday_minutes", _("minutes on statutory days"), SCORES, lambda row: row.holiday_minutes, tables=_TABLES),
    Fact(
        "unpaid_days",
        _("unpaid days"),
        SCORES,
        lambda row: Fraction(row.unpaid_days) if row.unpaid_days != "0/1" else _NO_DAYS,
        tables=_TABLES,
    ),
    Fact("action", _("result of the month's points"), SCORES, lambda row: row.action, tables=_TABLES),
)
