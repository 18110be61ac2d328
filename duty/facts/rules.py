"""Who holds a shift (docs/rulebook.md A6, D4) and which shifts are worked as one (A1). Times are whole epoch seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

GRADES = ("staff", "foreman", "supervisor", "manager", "general_manager")


def at_least(grade: str | None, wanted: str) -> bool:
    """O2: whether a grade is `wanted` or above; None (not employed that day, or no terms) never is."""
    return grade is not None and GRADES.index(grade) >= GRADES.index(wanted)


class RosteredShift(NamedTuple):
    """A shift as rostered: `holder` is an employee's id, `start` <= t < `end`."""

    id: int
    holder: int
    start: int
    end: int


class SwapRequest(NamedTuple):
    """A swap: `giver`'s shift that starts at `shift_start` to `taker`.

    `approver_grade` is the approver's grade on the day of the approval, None when not employed then; `taker_employed`
    says whether the taker is employed on the day the shift starts; `order` is the place in the file.
    """

    id: int
    order: int
    giver: int
    shift_start: int
    taker: int
    accepted_at: int | None
    approved_at: int | None
    approver: int | None
    approver_grade: str | None
    taker_employed: bool


def in_time(swap: SwapRequest) -> bool:
    """A6: accepted by the taker and approved by a third person of grade ≥ foreman, both before the shift starts."""
    return (
        swap.accepted_at is not None
        and swap.approved_at is not None
        and swap.accepted_at < swap.shift_start
        and swap.approved_at < swap.shift_start
        and swap.approver not in (None, swap.giver, swap.taker)
        and at_least(swap.approver_grade, "foreman")
    )


def apply_swaps(shifts: Iterable[RosteredShift], swaps: Iterable[SwapRequest]) -> tuple[dict[int, int], dict[int, int]]:
    """A6: the shifts that moved, shift id → holder in the end, and the swaps that moved them, shift id → last swap id.

    Swaps apply in order of approval, those of one moment in the order of the file, each by the shift's present holder. One to a
    person who is not employed that day or who has a shift overlapping it moves nothing.
    """
    held: dict[int, dict[int, RosteredShift]] = {}
    for shift in shifts:
        held.setdefault(shift.holder, {})[shift.start] = shift
    moved: dict[int, int] = {}
    by: dict[int, int] = {}
    valid = sorted((s for s in swaps if in_time(s)), key=lambda s: (s.approved_at, s.order))
    for swap in valid:
        given = held.get(swap.giver, {}).get(swap.shift_start)
        if given is None or not swap.taker_employed or _busy(held.get(swap.taker, {}), given):
            continue
        del held[swap.giver][swap.shift_start]
        held.setdefault(swap.taker, {})[given.start] = given
        moved[given.id], by[given.id] = swap.taker, swap.id
    return moved, by


def _busy(held: Mapping[int, RosteredShift], shift: RosteredShift) -> bool:
    """Whether one of the shifts held overlaps `shift`: shares more than a moment with it."""
    return any(other.start < shift.end and shift.start < other.end for other in held.values())


class Duty(NamedTuple):
    """One stretch of duty of one person: one shift, or several that meet (A1)."""

    start: int
    end: int
    shift_ids: tuple[int, ...]


def meet(shifts: Sequence[tuple[int, int, int]]) -> list[Duty]:
    """A1: shifts (start, end, id) of one person in order of start; those that meet become one."""
    duties: list[Duty] = []
    end_before = None
    for start, end, shift_id in shifts:
        if start == end_before:
            last = duties[-1]
            duties[-1] = Duty(last.start, end, (*last.shift_ids, shift_id))
        else:
            duties.append(Duty(start, end, (shift_id,)))
        end_before = end
    return duties
