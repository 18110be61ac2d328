"""Duties of a month that no attempt has settled yet, for a few people, from the rows as they stand (docs/rulebook.md A1, A6).

They are what a close would come to: the swaps that could touch these people are settled by the same rule as in a close, and read in
memory instead of from an attempt's rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from csd.calendar.selectors import day_kinds
from csd.database.rows import Query, rows_of
from csd.months import Month
from csd.policy.selectors import values_in_force
from csd.work.context import AttemptContext
from csd.work.services import DAYS_AFTER
from duty.facts.rules import Duty, meet
from duty.facts.selectors import EPOCH, ROSTERED, Shifts, own_shifts, taken_by_the_month_before
from duty.facts.steps import MARGIN, moves_of

# an id that no attempt has: what is read by it is empty
NO_ATTEMPT = 0
Move = tuple[int, int, int, int]
# A swap depends on another where they share a person and could concern shifts that overlap; no shift lasts as long as three days.
_NEAR = """
    WITH RECURSIVE people AS MATERIALIZED ({people}), near AS (
        SELECT w.id, w.shift_start, w.employee_id, w.to_employee_id FROM duty_swap w
        WHERE w.shift_start >= %(begin)s AND w.shift_start < %(end)s AND w.accepted_at < w.shift_start AND w.approved_at < w.shift_start
          AND (w.employee_id = ANY(ARRAY(SELECT id FROM people)) OR w.to_employee_id = ANY(ARRAY(SELECT id FROM people)))
      UNION
        SELECT w.id, w.shift_start, w.employee_id, w.to_employee_id FROM near n JOIN duty_swap w
            ON w.shift_start > n.shift_start - interval '3 days' AND w.shift_start < n.shift_start + interval '3 days'
        WHERE w.shift_start >= %(begin)s AND w.shift_start < %(end)s AND w.accepted_at < w.shift_start AND w.approved_at < w.shift_start
          AND (w.employee_id IN (n.employee_id, n.to_employee_id) OR w.to_employee_id IN (n.employee_id, n.to_employee_id))
    ) SELECT (SELECT array_agg(id) FROM people), (SELECT array_agg(id) FROM near)
"""
_THESE = "SELECT unnest(%(people)s::bigint[]) AS id"
_MOVED = f"""SELECT id, {EPOCH.format("start")}, {EPOCH.format('"end"')} FROM duty_shift WHERE id = ANY(%s)"""
_STARTING = f"""
    SELECT employee_id, {EPOCH.format("start")}, {EPOCH.format('"end"')}, id FROM duty_shift
    WHERE (employee_id, start) IN (SELECT p, to_timestamp(t) FROM unnest(%(people)s::bigint[], %(starts)s::float8[]) AS x(p, t))
"""


def present_context(month: Month) -> AttemptContext:
    """A month as a close would find it now: policy and calendar in force, and every row that is there."""
    calendar = day_kinds(month.first, month.last.fromordinal(month.last.toordinal() + DAYS_AFTER))
    frozen: dict[str, Any] = {
        "parameters": {key: [row_id, text] for key, (row_id, text) in values_in_force(month.first).items()},
        "calendar": {day.isoformat(): kind for day, kind in calendar.items()},
        "highest": {},
    }
    return AttemptContext(NO_ATTEMPT, month, frozen)


def moves_near(context: AttemptContext, people: Sequence[int]) -> list[Move]:
    """(shift, rostered for, held by, swap) of the shifts that moved by swaps which could touch these people."""
    return people_with_moves(context, Query(_THESE, {"people": list(people)}))[1]


def people_with_moves(context: AttemptContext, people: Query) -> tuple[list[int], list[Move]]:
    """The ids that a query `SELECT id …` gives, and the moves near them; in one statement where nobody swapped."""
    window = {"begin": context.month.begin - MARGIN, "end": context.month.end + MARGIN}
    found, near = rows_of(_NEAR.format(people=people.sql), {**people.values, **window})[0]
    return found or [], moves_of(context, near)[1] if near else []


def present_duties(context: AttemptContext, people: Sequence[int], moves: Sequence[Move]) -> dict[int, list[Duty]]:
    """Employee id → the duties that start in the month, as `duty.facts.selectors.duties_in_month` reads them from an attempt."""
    month, taken = context.month, taken_by_the_month_before(context)
    begin, end = int(month.begin.timestamp()), int(month.end.timestamp())
    shifts = held_shifts(context, people, moves)
    return {person: [duty for duty in meet(own_shifts(rows, begin, taken)) if begin <= duty.start < end] for person, rows in shifts.items()}


def held_shifts(context: AttemptContext, people: Sequence[int], moves: Sequence[Move]) -> Shifts:
    """Employee id → (start, end, id) of the shifts held in the month, with the last one before it and those that meet its last."""
    end = int(context.month.end.timestamp())
    moved = {shift for shift, *_rest in moves}
    shifts, later = _held(context, people, moves, moved)
    reaching = {person: rows[-1][1] for person, rows in shifts.items() if rows[-1][1] >= end}
    while reaching:
        following = rows_of(_STARTING, {"people": list(reaching), "starts": list(reaching.values())})
        found = {row[0]: row[1:] for row in following if row[3] not in moved}
        found |= {person: later[person, start] for person, start in reaching.items() if (person, start) in later}
        for person, row in found.items():
            shifts[person].append(row)
        reaching = {person: row[1] for person, row in found.items()}
    return shifts


def _held(
    context: AttemptContext, people: Sequence[int], moves: Sequence[Move], moved: set[int]
) -> tuple[Shifts, dict[tuple[int, int], tuple[int, int, int]]]:
    """The shifts held until the month's end, and those taken over later by holder and start."""
    month = context.month
    window = {"people": list(people), "begin": month.begin, "end": month.end, "highest": context.highest("duty_shift")}
    shifts: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for person, *arrays in rows_of(ROSTERED, window):
        shifts[person] += [row for row in zip(*arrays, strict=True) if row[2] not in moved]
    wanted = set(people)
    holders = {shift: holder for shift, _rostered, holder, _swap in moves if holder in wanted}
    later = {}
    for shift, start, finish in rows_of(_MOVED, [list(holders)]) if holders else ():
        if start < int(month.end.timestamp()):
            shifts[holders[shift]].append((start, finish, shift))
        else:
            later[holders[shift], start] = (start, finish, shift)
    return {person: sorted(rows) for person, rows in shifts.items() if rows}, later
