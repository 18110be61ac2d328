"""The step of a close that settles who holds each shift (RULES.md A6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csd.copying import copy_rows, rows_of
from csd.faultpoints import fault_point
from csd.models import Chunk
from csd.work.context import AttemptContext
from csd.work.registry import Step
from duty.rules import RosteredShift, SwapRequest, apply_swaps
from duty.selectors import EPOCH, GRADE_ON_DAY

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
    WHERE w.shift_start >= %(begin)s AND w.shift_start < %(end)s AND w.id <= %(highest)s
"""
_SHIFTS = f"""
    SELECT id, employee_id, {EPOCH.format("start")}, {EPOCH.format('"end"')} FROM duty_shift
    WHERE employee_id IN (
        SELECT employee_id FROM duty_swap WHERE shift_start >= %(begin)s AND shift_start < %(end)s
        UNION SELECT to_employee_id FROM duty_swap WHERE shift_start >= %(begin)s AND shift_start < %(end)s
    ) AND "end" > %(begin)s AND start < %(end)s AND start >= %(before)s AND id <= %(highest)s
"""


def settle_swaps(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Write which shifts moved to whom; everything later reads shifts through these rows."""
    begin, end = context.month.begin - MARGIN, context.month.end + MARGIN
    window = {"begin": begin, "end": end, "before": begin - MARGIN}
    found = rows_of(_SWAPS, {**window, "highest": context.highest("duty_swap")})
    # ids follow the order of the file, so they are the order of RULES.md A6
    swaps = [SwapRequest(row[0], row[0], *row[1:]) for row in found]
    if not swaps:
        return {"swaps": 0, "moved": 0}
    shifts = [RosteredShift(*row) for row in rows_of(_SHIFTS, {**window, "highest": context.highest("duty_shift")})]
    moved, by = apply_swaps(shifts, swaps)
    rostered = {shift.id: shift.holder for shift in shifts}
    rows = [(chunk.attempt_id, shift, rostered[shift], holder, by[shift]) for shift, holder in sorted(moved.items())]
    fault_point("swaps.computed")
    copy_rows("duty_shiftmove", ("attempt_id", "shift_id", "rostered_id", "holder_id", "swap_id"), rows)
    return {"swaps": len(swaps), "moved": len(rows)}


SWAPS = Step("swaps", 0, settle_swaps)
