"""The rostered month of a block: five days on, two off, one kind of shift per person and month (D1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from csd.demo.desk import DAY, HOUR, MINUTE, NOTHING, Desk, Shift
from csd.demo.people import Person

# start in minutes after midnight, length in minutes
DAY_SHIFTS = ((480, 510), (810, 510), (540, 540))
# none ends after 08:00 of the next day and none starts before it, so that no two of them overlap
ALL_SHIFTS = (*DAY_SHIFTS, (1320, 510), (1200, 720), (1410, 510))
POSTS = {"customer_service": "客服热线", "logistics": "仓库"}
OFFICE = "部门办公室"


def plan_month(desk: Desk) -> None:
    """Fill the desk's shifts and free days and write the shifts."""
    kinds = ALL_SHIFTS if desk.wide else DAY_SHIFTS
    midnights = [(day, datetime.combine(day, time())) for day in desk.month.days()]
    for person in desk.people:
        start, length = desk.dice.pick(kinds)
        rest = desk.dice.upto(7)
        shifts: dict[date, Shift] = {}
        free: set[date] = set()
        for day, midnight in midnights:
            if not person.employed(day):
                continue
            if (day.toordinal() + rest) % 7 < 2:
                free.add(day)
            else:
                begin = midnight + timedelta(minutes=start)
                shifts[day] = (begin, begin + timedelta(minutes=length))
        if person.chain:
            _chain(desk, person, shifts, free)
        desk.shifts[person.no], desk.free[person.no] = shifts, free
        post = POSTS.get(person.kind, OFFICE)
        for begin, end in shifts.values():
            desk.shift(person.no, begin, end, post)


def _chain(desk: Desk, person: Person, shifts: dict[date, Shift], free: set[date]) -> None:
    """Shifts that meet across the border of the month (and of the year): the one of the last day and the next month's first."""
    for day, shift in zip((desk.month.first, desk.month.last), _border_shifts(desk, person.chain), strict=True):
        if person.employed(day):
            shifts[day] = shift
            free.discard(day)
            desk.tally["border_chain"] += 1


def _border_shifts(desk: Desk, chain: str) -> tuple[Shift, Shift]:
    """The shifts of the first and the last day: night into morning at 08:00, or evening into night exactly at midnight."""
    first, last = (datetime.combine(day, time()) for day in (desk.month.first, desk.month.last))
    if chain == "night":
        return (first + 8 * HOUR, first + 16 * HOUR + 30 * MINUTE), (last + 20 * HOUR, last + DAY + 8 * HOUR)
    return (first, first + 8 * HOUR), (last + 16 * HOUR, last + DAY)


def extra_shift(desk: Desk, person: Person, start: datetime, end: datetime, split: bool = False, gap: timedelta = NOTHING) -> Shift | None:
    """Up to three hours after a shift, meeting it unless there is a gap, in one piece or two; None where they do not fit."""
    begin = end + gap
    finish = begin + 3 * HOUR
    # the next shift may start at 08:00 of the next day, on the first of a month at midnight
    if finish > datetime.combine(start.date() + DAY, time(8)) or start.date() == desk.month.last or person.chain:
        return None
    middle = begin + 90 * MINUTE
    for piece in ((begin, middle), (middle, finish)) if split else ((begin, finish),):
        desk.shift(person.no, *piece, OFFICE)
    return begin, finish
