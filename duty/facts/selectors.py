"""Reads of the facts of time, per chunk of people: a fixed number of statements, whole arrays per person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csd.database.rows import rows_of
from csd.work.context import AttemptContext
from duty.facts.rules import Duty, meet

# double precision is exact for whole seconds far beyond any date, and four times as fast as numeric
EPOCH = "date_part('epoch', {0})::int8"
# a grade on the day of an act: by the terms in force that day, none when not employed then (docs/rulebook.md, last general paragraph)
GRADE_ON_DAY = """
    LEFT JOIN LATERAL (
        SELECT t.grade FROM csd_terms t JOIN csd_employee p ON p.id = t.employee_id
        WHERE t.employee_id = {person} AND t.effective_from <= {day} AND p.hire_date <= {day} AND (p.leave_date IS NULL OR p.leave_date >= {day})
        ORDER BY t.effective_from DESC LIMIT 1
    ) {alias} ON true
"""  # noqa: E501


# the last shift before the month is read too; per person one step down the index
ROSTERED = f"""
    SELECT holder, array_agg(s), array_agg(e), array_agg(id) FROM (
        SELECT employee_id AS holder, {EPOCH.format("start")} AS s, {EPOCH.format('"end"')} AS e, id
        FROM duty_shift
        WHERE employee_id = ANY(%(people)s) AND start >= %(begin)s AND start < %(end)s AND id <= %(highest)s
      UNION ALL
        SELECT l.* FROM unnest(%(people)s::bigint[]) AS person(id) CROSS JOIN LATERAL (
            SELECT employee_id AS holder, {EPOCH.format("start")} AS s, {EPOCH.format('"end"')} AS e, id
            FROM duty_shift
            WHERE employee_id = person.id AND start < %(begin)s AND id <= %(highest)s
            ORDER BY start DESC LIMIT 1
        ) l
    ) rostered GROUP BY holder
"""
_GIVEN_AWAY = "SELECT shift_id FROM duty_shiftmove WHERE attempt_id = %(attempt)s AND shift_id = ANY(%(shifts)s::bigint[])"
_TAKEN_OVER = f"""
    SELECT m.holder_id, {EPOCH.format("s.start")}, {EPOCH.format('s."end"')}, s.id
    FROM unnest(%(people)s::bigint[]) AS person(id)
    CROSS JOIN LATERAL (SELECT * FROM duty_shiftmove WHERE attempt_id = %(attempt)s AND holder_id = person.id OFFSET 0) m
    CROSS JOIN LATERAL (SELECT id, start, "end" FROM duty_shift WHERE id = m.shift_id OFFSET 0) s
    WHERE s.start < %(end)s
"""
_FOLLOWING = f"""
    SELECT holder, s, e, id FROM (
        SELECT employee_id AS holder, {EPOCH.format("start")} AS s, {EPOCH.format('"end"')} AS e, id FROM duty_shift sh
        WHERE (employee_id, start) IN (SELECT p, to_timestamp(t) FROM unnest(%(people)s::bigint[], %(starts)s::float8[]) AS x(p, t))
          AND id <= %(highest)s
          AND NOT EXISTS (SELECT 1 FROM duty_shiftmove m WHERE m.attempt_id = %(attempt)s AND m.shift_id = sh.id)
      UNION ALL
        SELECT m.holder_id, {EPOCH.format("start")}, {EPOCH.format('"end"')}, s.id
        FROM duty_shiftmove m JOIN duty_shift s ON s.id = m.shift_id
        JOIN unnest(%(people)s::bigint[], %(starts)s::float8[]) AS x(p, t) ON m.holder_id = x.p AND s.start = to_timestamp(x.t)
        WHERE m.attempt_id = %(attempt)s
    ) next
"""


Shifts = dict[int, list[tuple[int, int, int]]]


def duties_in_month(context: AttemptContext, people: Sequence[int]) -> dict[int, list[Duty]]:
    """Employee id → the duties that start in the month, in order (A1: shifts after swaps, those that meet joined).

    What meets the last shift before the month belongs to the month before, unless that was approved before it was there: then
    it would count nowhere. A duty that reaches the end of the month is followed as long as shifts meet it.
    """
    month = context.month
    begin, end = int(month.begin.timestamp()), int(month.end.timestamp())
    shifts = _held(context, people)
    reaching = {person: rows[-1][1] for person, rows in shifts.items() if rows[-1][1] >= end}
    limits = {"attempt": context.attempt_id, "highest": context.highest("duty_shift")}
    while reaching:
        following = rows_of(_FOLLOWING, {"people": list(reaching), "starts": list(reaching.values()), **limits})
        reaching = {}
        for person, start, finish, shift_id in following:
            shifts[person].append((start, finish, shift_id))
            reaching[person] = finish
    taken = taken_by_the_month_before(context)
    return {person: [duty for duty in meet(own_shifts(rows, begin, taken)) if begin <= duty.start < end] for person, rows in shifts.items()}


def taken_by_the_month_before(context: AttemptContext) -> int | None:
    """The highest id of a shift that the approved month before knew; None when it is not approved."""
    found = rows_of(_TAKEN, [(context.month - 1).first])
    return found[0][0] if found else None


_TAKEN = "SELECT (frozen->'highest'->>'duty_shift')::bigint FROM csd_attempt WHERE month = %s AND sealed"


def own_shifts(rows: list[tuple[int, int, int]], begin: int, taken: int | None) -> list[tuple[int, int, int]]:
    """The shifts without the one before the month, where the first of the month came after that month was approved."""
    own = [row for row in rows if row[0] >= begin]
    return own if taken is not None and own and own[0][2] > taken else rows


def _held(context: AttemptContext, people: Sequence[int]) -> Shifts:
    """Employee id → (start, end, id) of the shifts held after swaps, in order of start; nobody without one."""
    month = context.month
    window = {"people": list(people), "begin": month.begin, "end": month.end, "attempt": context.attempt_id}
    found = rows_of(ROSTERED, {**window, "highest": context.highest("duty_shift")})
    shifts: Shifts = {person: list(zip(starts, ends, ids, strict=True)) for person, starts, ends, ids in found}
    # an array in PostgreSQL's own writing: psycopg2 adapts a list item by item, which took longer than everything else here
    rostered = "{" + ",".join([str(shift) for *_, ids in found for shift in ids]) + "}"
    given_away = {shift for (shift,) in rows_of(_GIVEN_AWAY, {"attempt": context.attempt_id, "shifts": rostered})}
    if given_away:
        shifts = {person: [row for row in rows if row[2] not in given_away] for person, rows in shifts.items()}
    for holder, start, finish, shift_id in rows_of(_TAKEN_OVER, window):
        shifts.setdefault(holder, []).append((start, finish, shift_id))
    return {person: sorted(rows) for person, rows in shifts.items() if rows}


_PUNCHES = f"""
    SELECT employee_id,
           array_agg({EPOCH.format("time")}) FILTER (WHERE direction = 'in'),
           array_agg({EPOCH.format("time")}) FILTER (WHERE direction = 'out')
    FROM duty_punch
    WHERE employee_id = ANY(%(people)s) AND time >= to_timestamp(%(low)s) AND time <= to_timestamp(%(high)s) AND id <= %(highest)s
    GROUP BY employee_id
"""


def punches(context: AttemptContext, people: Sequence[int], low: int, high: int) -> dict[int, tuple[list[int], list[int]]]:
    """Employee id → sorted times of signing in and out within [low, high]."""
    found = rows_of(_PUNCHES, {"people": list(people), "low": low, "high": high, "highest": context.highest("duty_punch")})
    return {person: (sorted(ins or ()), sorted(outs or ())) for person, ins, outs in found}


_LEAVES = f"""
    SELECT l.employee_id, l.id, {EPOCH.format("l.start")}, {EPOCH.format('l."end"')}, l.kind, {EPOCH.format("l.approved_at")}, l.approver_id, g.grade
    FROM duty_leave l
    {GRADE_ON_DAY.format(person="l.approver_id", day="(l.approved_at AT TIME ZONE 'Asia/Shanghai')::date", alias="g")}
    WHERE l.employee_id = ANY(%(people)s) AND l."end" > to_timestamp(%(low)s) AND l.start < to_timestamp(%(high)s) AND l.id <= %(highest)s
    ORDER BY l.employee_id, l.start, l.id
"""  # noqa: E501


def leaves(context: AttemptContext, people: Sequence[int], low: int, high: int) -> list[tuple[Any, ...]]:
    """(employee, id, start, end, kind, approved_at, approver, approver's grade that day) of leaves that touch [low, high)."""
    return rows_of(_LEAVES, {"people": list(people), "low": low, "high": high, "highest": context.highest("duty_leave")})


_BREACHES = f"""
    SELECT employee_id, {EPOCH.format("time")}, id FROM duty_breach
    WHERE employee_id = ANY(%(people)s) AND time >= %(begin)s AND time < %(end)s AND id <= %(highest)s ORDER BY time, id
"""


def breaches(context: AttemptContext, people: Sequence[int]) -> list[tuple[int, int, int]]:
    """(employee, time, id) of breaches recorded in the month."""
    month = context.month
    return rows_of(_BREACHES, {"people": list(people), "begin": month.begin, "end": month.end, "highest": context.highest("duty_breach")})


_OFFLINE = f"""
    SELECT employee_id, {EPOCH.format("time")}, id FROM duty_onlinecheck
    WHERE employee_id = ANY(%(people)s) AND NOT online AND NOT reason_accepted
      AND time >= to_timestamp(%(low)s) AND time < to_timestamp(%(high)s) AND id <= %(highest)s ORDER BY time, id
"""


def offline_checks(context: AttemptContext, people: Sequence[int], low: int, high: int) -> list[tuple[int, int, int]]:
    """(employee, time, id) of checks that found the client offline without an accepted reason."""
    return rows_of(_OFFLINE, {"people": list(people), "low": low, "high": high, "highest": context.highest("duty_onlinecheck")})
