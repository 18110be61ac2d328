"""Duty's files of a company folder: shifts, punches, leaves, swaps, breaches, online checks (docs/formats.md)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from csd.database.rows import rows_of
from csd.loading.issues import ISSUES_MAX, Bad
from csd.loading.kinds import Choice, Moment, Reference, Text
from csd.loading.months import InMonth, Spanning
from csd.loading.specs import Column, FileSpec, Load, Staged, in_order
from duty.facts.models import Breach, Direction, Leave, LeaveKind, OnlineCheck, Punch, Shift, Swap

ENDS_TOO_EARLY = _("“%(later)s” is not after the start “%(earlier)s”")
OVERLAPS_LINE = _("overlaps line %(line)s: %(value)s is there from %(start)s to %(end)s")
OVERLAPS_ROW = _("overlaps a shift in the database: %(value)s is there from %(start)s to %(end)s")
YES_NO = Choice(("0", "1"))


def person(name: str = "employee_no", field: str = "employee", *, required: bool = True) -> Column:
    """A column that names an employee."""
    return Column(name, Reference("employees"), field=field, required=required)


def check_overlaps(load: Load, staged: Staged) -> None:
    """Shifts of one person that share more than a moment, with each other or with shifts in the database."""
    if not staged.new:
        return
    (anything_there,) = rows_of("SELECT EXISTS (SELECT FROM duty_shift)")[0]
    there = _THERE.format(shifts=staged.table) if anything_there else ""
    found = rows_of(_CLASHES.format(shifts=staged.table, known=staged.known_table, there=there, most=ISSUES_MAX))
    load.errors.add_all(staged.place, "start", found[0][-1] if found else 0, [_clash(*row) for row in found])


def _clash(number: str, line: int, span: str, other_line: int, other_span: str, _total: int) -> tuple[int, Bad]:
    """The line to blame, the later one of the file, and what it overlaps; line 0 stands for the database."""
    if line < other_line:
        line, span, other_line, other_span = other_line, other_span, line, span
    start, end = other_span.split("|")
    if other_line:
        return line, Bad(OVERLAPS_LINE, line=other_line, value=number, start=start, end=end)
    return line, Bad(OVERLAPS_ROW, value=number, start=start, end=end)


_THERE = """
    UNION ALL SELECT 0, e.employee_no, t.start, t."end" FROM duty_shift t JOIN csd_employee e ON e.id = t.employee_id
    WHERE e.employee_no IN (SELECT employee_no FROM {shifts})
      AND t."end" > (SELECT min(start) FROM {shifts}) AND t.start < (SELECT max("end") FROM {shifts})
"""
# A shift clashes when it begins before the latest end of those that begin before it. Whose end that is is looked up only for
# people with a clash: max() over arrays finds it in the same pass, without comparing everything with everything.
_CLASHES = """
    WITH shifts AS (
        SELECT s.line, s.employee_no, s.start, s."end" FROM {shifts} s
        WHERE NOT EXISTS (SELECT FROM {known} k WHERE k.line = s.line) {there}
    ), clashing AS (
        SELECT DISTINCT employee_no FROM (SELECT employee_no, start, lag("end") OVER person AS before FROM shifts
            WINDOW person AS (PARTITION BY employee_no ORDER BY start, "end")) x WHERE start < before
    ), paired AS (
        SELECT *, max(ARRAY[date_part('epoch', "end"), date_part('epoch', start), line]) OVER (
            PARTITION BY employee_no ORDER BY start, "end" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS other
        FROM shifts WHERE employee_no IN (SELECT employee_no FROM clashing)
    )
    SELECT employee_no, line, to_char(start, 'YYYY-MM-DD HH24:MI:SS') || '|' || to_char("end", 'YYYY-MM-DD HH24:MI:SS'), other[3]::bigint,
           to_char(to_timestamp(other[2]), 'YYYY-MM-DD HH24:MI:SS') || '|' || to_char(to_timestamp(other[1]), 'YYYY-MM-DD HH24:MI:SS'),
           count(*) OVER ()
    FROM paired WHERE date_part('epoch', start) < other[1] AND date_part('epoch', start) <> other[2]
    ORDER BY greatest(line, other[3]) LIMIT {most}
"""

SHIFTS = FileSpec(
    name="shifts",
    sample="E1,2026-07-06 08:00:00,2026-07-06 16:00:00,门岗",
    model=Shift,
    key=("employee_no", "start"),
    columns=(person(), Column("start", Moment()), Column("end", Moment()), Column("post", Text(), required=False)),
    months=InMonth("start"),
    row_checks=(in_order("start", "end", ENDS_TOO_EARLY, may_be_equal=False),),
    set_checks=(check_overlaps,),
)

PUNCHES = FileSpec(
    name="punches",
    sample="E1,2026-07-06 08:00:00,in",
    model=Punch,
    key=("employee_no", "time", "direction"),
    columns=(person(), Column("time", Moment()), Column("direction", Choice(tuple(Direction.values)))),
    months=InMonth("time"),
)

LEAVES = FileSpec(
    name="leaves",
    sample="E1,2026-07-06 08:00:00,2026-07-06 16:00:00,sick,,2026-07-05 08:00:00,E2",
    model=Leave,
    columns=(
        person(),
        Column("start", Moment()),
        Column("end", Moment()),
        Column("kind", Choice(tuple(LeaveKind.values))),
        Column("requested_at", Moment(), required=False),
        Column("approved_at", Moment(), required=False),
        person("approver_no", "approver", required=False),
    ),
    months=Spanning("start", until="end"),
    row_checks=(in_order("start", "end", ENDS_TOO_EARLY, may_be_equal=False),),
)

SWAPS = FileSpec(
    name="swaps",
    sample="E1,2026-07-06 08:00:00,E2,2026-07-05 08:00:00,,",
    model=Swap,
    columns=(
        person(),
        Column("shift_start", Moment()),
        person("to_employee_no", "to_employee"),
        Column("accepted_at", Moment(), required=False),
        Column("approved_at", Moment(), required=False),
        person("approver_no", "approver", required=False),
    ),
    months=InMonth("shift_start"),
)

BREACHES = FileSpec(
    name="breaches",
    sample="E1,2026-07-06 08:00:00,E2,走了",
    model=Breach,
    columns=(person(), Column("time", Moment()), person("recorded_by", "recorded_by"), Column("note", Text(), required=False)),
    months=InMonth("time"),
)

ONLINE_CHECKS = FileSpec(
    name="online_checks",
    sample="E1,2026-07-06 08:00:00,0,",
    model=OnlineCheck,
    columns=(
        person(),
        Column("time", Moment()),
        Column("online", YES_NO),
        Column("reason_accepted", YES_NO, required=False, default="0"),
    ),
    months=InMonth("time"),
)

FILES = (SHIFTS, PUNCHES, LEAVES, SWAPS, BREACHES, ONLINE_CHECKS)
