"""Swapped shifts (A6, D4): those that move the shift, and every reason why one does not."""

from __future__ import annotations

from datetime import datetime

from csd.demo.desk import DAY, HOUR, MINUTE, SECOND, Desk
from csd.demo.oddity import oddity
from csd.demo.people import Person
from csd.demo.roster import extra_shift


def _accepted(start: datetime) -> datetime:
    return start - 9 * HOUR


def _work(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """One of those concerned does the shift, mostly."""
    if desk.dice.chance(0.9):
        desk.both(person.no, start - MINUTE, end + 3 * MINUTE)


@oddity(weight=2, wide=False)
def swap_good(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Accepted and approved beforehand, to somebody free."""
    taker = desk.free_colleague(person, start.date())
    if taker is None:
        return False
    moved = desk.swap(person, taker, start, _accepted(start), start - desk.dice.pick((3 * HOUR, SECOND)))
    _work(desk, taker if moved else person, start, end)
    return None


@oddity(wide=False)
def swap_late(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Approved as the shift starts, later, or never."""
    taker = desk.free_colleague(person, start.date())
    if taker is None:
        return False
    desk.swap(person, taker, start, _accepted(start), desk.dice.pick((start, start + MINUTE, None)))
    _work(desk, desk.dice.pick((person, person, taker)), start, end)
    return None


@oddity()
def swap_accepted_late(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Approved beforehand, but accepted at the start, after it, or never; or accepted after the approval, in time."""
    taker = desk.free_colleague(person, start.date())
    if taker is None:
        return False
    accepted = desk.dice.pick((start, start + 2 * MINUTE, None, start - MINUTE, start - SECOND))
    desk.swap(person, taker, start, accepted, start - 5 * MINUTE)
    _work(desk, desk.dice.pick((person, taker)), start, end)
    return None


@oddity(weight=2)
def swap_wrong_approver(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Approved by one of the two, by staff, by somebody not employed that day, by somebody on the way to another grade."""
    taker = desk.free_colleague(person, start.date())
    if taker is None:
        return False
    day, pair = (start - 3 * HOUR).date(), (person, taker)
    groups = {
        "own": [person],
        "taker": [taker],
        "staff": [p for p in desk.others(person) if p.grade == "staff" and p not in pair],
        "left": [p for p in desk.people if p.grade != "staff" and not p.employed(day) and p not in pair],
        "promoted": [p for p in desk.people if p.employed(day) and len({t.grade for t in p.terms}) > 1 and p not in pair],
    }
    name = desk.dice.pick([name for name, members in groups.items() if members])
    desk.tally[f"swap_approver_{name}"] += 1
    desk.swap(person, taker, start, _accepted(start), start - 3 * HOUR, desk.dice.pick(groups[name]).no)
    _work(desk, desk.dice.pick(pair), start, end)
    return None


@oddity(weight=2)
def swap_chain(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """On to a third: written second but approved before, after, or at the same moment."""
    second = desk.free_colleague(person, start.date())
    third = desk.free_colleague(person, start.date(), second) if second else None
    if second is None or third is None:
        return False
    hours = desk.dice.pick(((5, 2), (2, 5), (3, 3)))
    rows = [(second, third, start - hours[1] * HOUR), (person, second, start - hours[0] * HOUR)]
    if desk.dice.chance(0.4):
        rows.reverse()
    for giver, taker, approved in rows:
        desk.swap(giver, taker, start, _accepted(start), approved)
    _work(desk, desk.dice.pick((person, second, third)), start, end)
    return None


@oddity()
def swap_back(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """There and back again."""
    taker = desk.free_colleague(person, start.date())
    if taker is None:
        return False
    desk.swap(person, taker, start, _accepted(start), start - 6 * HOUR)
    desk.swap(taker, person, start, start - 5 * HOUR, start - 4 * HOUR)
    _work(desk, desk.dice.pick((person, taker)), start, end)
    return None


@oddity()
def swap_to_two(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Given away twice: the first approved has it, and the giver no longer."""
    takers = [desk.free_colleague(person, start.date()), desk.free_colleague(person, start.date())]
    for hours, taker in zip((6, 4), takers, strict=True):
        if taker is None:
            return False
        desk.swap(person, taker, start, _accepted(start), start - hours * HOUR)
    _work(desk, next(taker for taker in takers if taker), start, end)
    return None


@oddity()
def swap_busy(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """To somebody who has a shift overlapping it."""
    for other, (begin, finish) in desk.on_duty(person, start.date()):
        if begin < end and start < finish:
            desk.swap(person, other, start, _accepted(start), start - 3 * HOUR)
            _work(desk, person, start, end)
            return None
    return False


@oddity(weight=3)
def swap_touching(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """To somebody whose own shift meets it: the two become one."""
    for other, (begin, finish) in desk.on_duty(person, end.date()):
        if finish == start or begin == end:
            desk.swap(person, other, start, _accepted(start), start - 3 * HOUR)
            _work(desk, other, start, end)
            return None
    return False


@oddity()
def swap_to_leaver(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """To somebody not employed that day: not yet, or no longer."""
    away = [p for p in desk.people if not p.employed(start.date())]
    if not away:
        return False
    desk.swap(person, desk.dice.pick(away), start, _accepted(start), start - 3 * HOUR)
    _work(desk, person, start, end)
    return None


@oddity(weight=2)
def swap_of_merged(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """One of two shifts that meet is given away: the first or the second of them."""
    taker = desk.free_colleague(person, start.date())
    extra = extra_shift(desk, person, start, end) if taker else None
    if taker is None or extra is None:
        return False
    halves = ((start, end), extra)
    given, kept = halves if desk.dice.chance(0.5) else halves[::-1]
    desk.swap(person, taker, given[0], _accepted(start), start - 3 * HOUR)
    _work(desk, taker, *given)
    _work(desk, person, *kept)
    return None


@oddity()
def swap_on_leave(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """The giver, or the taker, has leave over the shift as well."""
    taker = desk.free_colleague(person, start.date())
    if taker is None:
        return False
    desk.swap(person, taker, start, _accepted(start), start - 3 * HOUR)
    desk.leave(desk.dice.pick((person, taker)), start, end, "personal", start - DAY)
    if desk.dice.chance(0.5):
        _work(desk, taker, start, end)
    return None
