"""The rows an entry of points rests on (docs/rulebook.md A1-A8): duty with its swap, punches, leave, breach, checks, policy values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.points.overview import PointsMonth
from attendance.points.rules import MINUTE, Entry, Leave, counts
from attendance.points.steps import policy_of
from attendance.points.words import PARAMETERS_OF
from csd.database.rows import rows_of
from csd.lists.tables import Column, Table
from csd.policy.words import LABELS, value_in_words
from duty.facts import selectors as duty
from duty.models import Direction, LeaveKind

_SHIFTS = """
    SELECT s.start, s."end", s.post, e.name, date_part('epoch', s.start)::int8, date_part('epoch', s."end")::int8
    FROM duty_shift s JOIN csd_employee e ON e.id = s.employee_id WHERE s.id = ANY(%s) ORDER BY s.start
"""
_SWAPS = """
    SELECT w.shift_start, g.name, t.name, w.accepted_at, w.approved_at, a.name FROM duty_swap w
    JOIN csd_employee g ON g.id = w.employee_id JOIN csd_employee t ON t.id = w.to_employee_id LEFT JOIN csd_employee a ON a.id = w.approver_id
    WHERE w.id = ANY(%s) ORDER BY w.approved_at
"""  # noqa: E501
_PUNCHES = """
    SELECT time, direction, date_part('epoch', time)::int8 FROM duty_punch
    WHERE employee_id = %s AND time >= to_timestamp(%s) AND time <= to_timestamp(%s) AND id <= %s ORDER BY time
"""
_LEAVES = """
    SELECT l.id, l.kind, l.start, l."end", l.approved_at, a.name FROM duty_leave l LEFT JOIN csd_employee a ON a.id = l.approver_id
    WHERE l.id = ANY(%s) ORDER BY l.start
"""
_BREACHES = "SELECT b.time, r.name, b.note FROM duty_breach b JOIN csd_employee r ON r.id = b.recorded_by_id WHERE b.id = %s"
_CHECKS = "SELECT time, online, reason_accepted FROM duty_onlinecheck WHERE id = ANY(%s) ORDER BY time"
_VALUES = (
    "SELECT v.id, v.effective_from, coalesce(p.name, '') FROM csd_policyvalue v LEFT JOIN csd_employee p ON p.id = v.set_by_id"
    " WHERE v.id = ANY(%s)"
)
_SHIFT_COLUMNS = (Column(_("Start"), "moment"), Column(_("End"), "moment"), Column(_("Post")), Column(_("Rostered for")))
_SWAP_COLUMNS = (
    Column(_("Shift"), "moment"),
    Column(_("From")),
    Column(pgettext_lazy("receiver", "To")),
    Column(_("Accepted at"), "moment"),
    Column(_("Approved at"), "moment"),
    Column(_("Approved by")),
)
_PUNCH_COLUMNS = (Column(_("Time"), "moment"), Column(_("Direction"), words=dict(Direction.choices)), Column(_("Counts here"), "yes"))
_LEAVE_COLUMNS = (
    Column(_("Leave"), words=dict(LeaveKind.choices)),
    Column(_("From"), "moment"),
    Column(pgettext_lazy("end of a span", "To"), "moment"),
    Column(_("Approved at"), "moment"),
    Column(_("Approved by")),
    Column(_("Counts"), "yes"),
)
_BREACH_COLUMNS = (Column(_("Time"), "moment"), Column(_("Recorded by")), Column(_("Note")))
_CHECK_COLUMNS = (Column(_("Time"), "moment"), Column(_("Online"), "yes"), Column(_("Reason accepted"), "yes"))
_POLICY_COLUMNS = (Column(_("Policy")), Column(_("Value"), "written"), Column(_("Effective from"), "day"), Column(_("Set by")))


def tables_of(found: PointsMonth, entry: Entry) -> list[Table]:
    """The tables behind an entry; those without a row are left out."""
    evidence = entry.evidence
    tables = []
    if "breach" in evidence:
        tables.append(Table(_BREACH_COLUMNS, rows_of(_BREACHES, [evidence["breach"]]), _("Breach")))
    if "checks" in evidence:
        tables.append(Table(_CHECK_COLUMNS, rows_of(_CHECKS, [evidence["checks"]]), _("Checks")))
    if "shifts" in evidence:
        tables += _of_duty(found, evidence)
    return [_standing(table) for table in [*tables, _policy(found, entry.rule)] if table.rows]


def _standing(table: Table) -> Table:
    """A table of one row from top to bottom: beside a page there is little room."""
    if len(table.rows) > 1 or len(table.columns) < len(_SHIFT_COLUMNS):
        return table
    rows = [(column.label, column.written(cell)) for column, cell in zip(table.columns, table.rows[0], strict=True)]
    return Table((Column(_("What")), Column(_("Value"), "written")), rows, table.caption, classes="tall")


def _of_duty(found: PointsMonth, evidence: Mapping[str, Any]) -> list[Table]:
    ids = list(evidence["shifts"])
    shifts = rows_of(_SHIFTS, [ids])
    if not shifts:
        return []
    start, end = min(row[4] for row in shifts), max(row[5] for row in shifts)
    swaps = [swap for shift, _rostered, _holder, swap in found.moves if shift in ids]
    return [
        Table(_SHIFT_COLUMNS, [row[:4] for row in shifts], _("Duty")),
        Table(_SWAP_COLUMNS, rows_of(_SWAPS, [swaps]) if swaps else [], _("Swaps")),
        _punches(found, evidence, start, end),
        _leaves(found, start, end),
    ]


def _punches(found: PointsMonth, evidence: Mapping[str, Any], start: int, end: int) -> Table:
    policy = policy_of(found.context)
    window = (start - policy.in_window * MINUTE, end + policy.out_window * MINUTE)
    rows = rows_of(_PUNCHES, [found.person.pk, *window, found.context.highest("duty_punch")])
    marked = [(time, direction, at == evidence.get("punch")) for time, direction, at in rows]
    return Table(_PUNCH_COLUMNS, marked, _("Punches around it"), empty=(_("No punch around this duty"), ""))


def _leaves(found: PointsMonth, start: int, end: int) -> Table:
    policy = policy_of(found.context)
    touching = [Leave(*cells) for _person, *cells in duty.leaves(found.context, [found.person.pk], start, end)]
    counted = {leave.id for leave in touching if counts(leave, found.person.pk, start, policy)}
    rows = rows_of(_LEAVES, [[leave.id for leave in touching]]) if touching else []
    return Table(_LEAVE_COLUMNS, [(*cells, leave in counted) for leave, *cells in rows], _("Leave"))


def _policy(found: PointsMonth, rule: str) -> Table:
    frozen: Mapping[str, Sequence[Any]] = {key: found.context.frozen["parameters"][key] for key in PARAMETERS_OF.get(rule, ())}
    since = {row: (day, name) for row, day, name in rows_of(_VALUES, [[row for row, _text in frozen.values() if row]])}
    rows = [(LABELS[key], value_in_words(key, text), *since.get(row, (None, ""))) for key, (row, text) in frozen.items()]
    return Table(_POLICY_COLUMNS, rows, _("Policy of the month"))
