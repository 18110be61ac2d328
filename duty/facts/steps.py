"""The step of a close that settles who holds each shift (docs/rulebook.md A6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from csd.database.rows import copy_rows, rows_of
from csd.faultpoints import fault_point
from csd.models import Chunk
from csd.work.context import AttemptContext
from csd.work.registry import Step
from duty.facts.rules import RosteredShift, SwapRequest, apply_swaps
from duty.facts.selectors import EPOCH, GRADE_ON_DAY

# Whether a taker is busy depends on swaps of shifts near by, so those of a month on either side take part as well.
MARGIN = timedelta(days=31)
_SWAPS = f"""
    SELECT w.id, w.employee_id, {EPOCH.format("w.shift_start")}, w.to_employee_id,
           {EPOCH.format("w.accepted_at")}, {EPOCH.format("w.approved_at")}, w.approver_id, g.grade,
           k.hire_date <= d.day AND (k.leave_date IS NULL OR k.leave_date >= d.day)
    FROM duty_swap w
    JOIN csd_employee k ON k.id = w.to_employee_id
    CROSS JOIN LATERAL (SELECT (w.shift_start AT TIME ZONE 'Asia/Shanghai')::date AS day) d
    {GRADE_ON_DAY.format(person="w.approver_id", day="(w.approved_at AT TIME ZONE 'Asia/Shanghai')::date", alias="g")}
    WHERE w.shift_start >= %(begin)s AND w.shift_start < %(end)s AND w.id <= %(highest)s AND (%(only)s::bigint[] IS NULL OR w.id = ANY(%(only)s))
"""  # noqa: E501
# What is read: the shifts that swaps name, and each taker's shifts that one of those could overlap: the last to start before it,
# since shifts of one person do not overlap, and those that start within it.
_SHIFTS = f"""
    WITH asked AS MATERIALIZED (
        SELECT employee_id, to_employee_id, shift_start FROM duty_swap WHERE shift_start >= %(begin)s AND shift_start < %(end)s
        AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s))
    ), named AS MATERIALIZED (
        SELECT s.* FROM (SELECT DISTINCT employee_id, shift_start FROM asked) a
        CROSS JOIN LATERAL (
            SELECT id, employee_id, start, "end" FROM duty_shift
            WHERE employee_id = a.employee_id AND start = a.shift_start AND id <= %(highest)s OFFSET 0
        ) s
    ), given AS MATERIALIZED (
        SELECT DISTINCT a.to_employee_id AS taker, a.shift_start AS start, n."end"
        FROM asked a JOIN (SELECT start, max("end") AS "end" FROM named GROUP BY start) n ON n.start = a.shift_start
    )
    SELECT id, employee_id, {EPOCH.format("start")}, {EPOCH.format('"end"')} FROM (
        SELECT * FROM named
      UNION
        SELECT t.* FROM given g CROSS JOIN LATERAL (
            (SELECT id, employee_id, start, "end" FROM duty_shift
             WHERE employee_id = g.taker AND start < g.start AND id <= %(highest)s ORDER BY start DESC LIMIT 1)
          UNION ALL
            SELECT id, employee_id, start, "end" FROM duty_shift
            WHERE employee_id = g.taker AND start >= g.start AND start < g."end" AND id <= %(highest)s
        ) t
    ) concerned
"""


def settle_swaps(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Write which shifts moved to whom; everything later reads shifts through these rows."""
    swaps, rows = moves_of(context)
    fault_point("swaps.computed")
    if rows:
        copy_rows("duty_shiftmove", ("attempt_id", *MOVE_COLUMNS), [(chunk.attempt_id, *row) for row in rows])
    return {"swaps": swaps, "moved": len(rows)}


MOVE_COLUMNS = ("shift_id", "rostered_id", "holder_id", "swap_id")


def moves_of(context: AttemptContext, only: list[int] | None = None) -> tuple[int, list[tuple[int, int, int, int]]]:
    """How many swaps there are, and (shift, rostered for, held by, swap) of each shift that moved; `only` looks at these swaps."""
    begin, end = context.month.begin - MARGIN, context.month.end + MARGIN
    window = {"begin": begin, "end": end, "only": only}
    found = rows_of(_SWAPS, {**window, "highest": context.highest("duty_swap")})
    # ids follow the order of the file, so they are the order of docs/rulebook.md A6
    swaps = [SwapRequest(row[0], row[0], *row[1:]) for row in found]
    if not swaps:
        return 0, []
    shifts = [RosteredShift(*row) for row in rows_of(_SHIFTS, {**window, "highest": context.highest("duty_shift")})]
    moved, by = apply_swaps(shifts, swaps)
    rostered = {shift.id: shift.holder for shift in shifts}
    return len(swaps), [(shift, rostered[shift], holder, by[shift]) for shift, holder in sorted(moved.items())]


SWAPS = Step("swaps", 0, settle_swaps, _("Swapped shifts"))
