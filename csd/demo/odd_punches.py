"""Shifts on which the attendance book is off (A1-A4, A6): a second either side of every limit."""

from __future__ import annotations

from datetime import datetime, timedelta

from csd.demo.desk import HOUR, MINUTE, SECOND, Desk
from csd.demo.oddity import oddity
from csd.demo.people import Person
from csd.demo.roster import extra_shift


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def _edges(desk: Desk) -> int:
    """Seconds about the first minute and about the limit of A2 and A3, of which 59 belong to the minute before."""
    limit = desk.limits.absent_after
    return desk.dice.pick((1, 59, 60, 61, limit - 1, limit, limit + 59, limit + 60))


@oddity(weight=4, wide=False)
def late(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Somewhat or very late."""
    desk.both(person.no, start + _seconds(desk.dice.between(1, 3600)), end + 3 * MINUTE)


@oddity(weight=2, wide=False)
def late_edge(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Late by exactly the seconds at which a figure changes."""
    desk.both(person.no, start + _seconds(_edges(desk)), end + _seconds(desk.dice.pick((0, 40))))


@oddity(weight=2, wide=False)
def early_edge(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Early by exactly the seconds at which a figure changes."""
    desk.both(person.no, start - _seconds(desk.dice.pick((0, 40))), end - _seconds(_edges(desk)))


@oddity(wide=False)
def early(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Left early, up to an hour and a half."""
    desk.both(person.no, start - MINUTE, end - _seconds(desk.dice.between(1, 5400)))


@oddity(wide=False)
def late_and_early(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Both on one shift."""
    desk.both(person.no, start + _seconds(_edges(desk)), end - _seconds(_edges(desk)))


@oddity(wide=False)
def forgot_in(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """No sign-in; the sign-out is judged (A4)."""
    desk.punch(person.no, end + desk.dice.pick((3, 0, -10, -40)) * MINUTE, "out")


@oddity(wide=False)
def forgot_out(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """No sign-out; the sign-in is judged (A4)."""
    desk.punch(person.no, start + desk.dice.pick((-5, 0, 10, 40)) * MINUTE, "in")


@oddity(wide=False)
def silent(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Neither sign-in nor sign-out (A6)."""


@oddity(weight=2, wide=False)
def window_edge(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Punches at the very edge of the windows (A1) and a second beyond."""
    first = start - desk.limits.in_window - _seconds(desk.dice.pick((0, 1)))
    desk.both(person.no, first, end + desk.limits.out_window + _seconds(desk.dice.pick((0, 1))))


@oddity(wide=False)
def twice(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Double punches: only the first in and the last out count."""
    desk.both(person.no, start - 9 * MINUTE, end - 200 * MINUTE)
    desk.both(person.no, start + 20 * MINUTE, end + MINUTE)
    desk.both(person.no, start + 20 * MINUTE + SECOND, end + MINUTE + SECOND)


@oddity()
def in_at_end(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Signed in as the shift ends: the last moment that counts, or a second later."""
    desk.both(person.no, end + _seconds(desk.dice.pick((0, 0, 1, -1))), end + 3 * MINUTE)


@oddity()
def out_at_start(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Signed out as the shift starts: the first moment that counts, or a second earlier."""
    desk.both(person.no, start - 2 * MINUTE, start - _seconds(desk.dice.pick((0, 0, 1, -1))))


@oddity()
def same_second(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """In and out at one moment."""
    moment = start + desk.dice.pick((0, 5, 200)) * MINUTE
    desk.both(person.no, moment, moment)


@oddity()
def came_back(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Out in the middle and in again, without a last out: the one in the middle is the last."""
    desk.both(person.no, start - 4 * MINUTE, start + 3 * HOUR)
    desk.punch(person.no, start + 4 * HOUR, "in")


@oddity(weight=2)
def double_shift(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Two or three shifts that meet are worked as one, with a punch at the seam or without."""
    extra = extra_shift(desk, person, start, end, split=desk.dice.chance(0.4))
    if extra is None:
        return False
    desk.both(person.no, start - _seconds(desk.dice.pick((60, 0, -300, -2400))), extra[1] + _seconds(desk.dice.pick((0, 60, -1860))))
    if desk.dice.chance(0.4):
        desk.both(person.no, end, end)
    return None


@oddity()
def near_shifts(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Two shifts so near that one punch lies in the windows of both, and counts for both (A1)."""
    extra = extra_shift(desk, person, start, end, gap=desk.dice.pick((1, 30, 60)) * MINUTE)
    if extra is None:
        return False
    desk.punch(person.no, start - 2 * MINUTE, "in")
    if desk.dice.chance(0.6):
        desk.both(person.no, extra[0], end + desk.dice.pick((-20, 0, 1)) * MINUTE)
    if desk.dice.chance(0.6):
        desk.punch(person.no, extra[1], "out")
    return None


@oddity()
def breach_on_duty(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Left the post during a shift that is otherwise in order, or at the moment it starts or ends (D12)."""
    desk.ordinary(person.no, start, end)
    desk.breach(person, desk.dice.pick((start, start + 2 * HOUR, end - SECOND, end)))


@oddity(weight=2)
def offline_edge(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Found offline as the shift starts (counts), a second before it ends (counts) and as it ends (does not) (A8)."""
    desk.ordinary(person.no, start, end)
    for moment in (start - SECOND, start, end - SECOND, end):
        if desk.dice.chance(0.7):
            desk.check(person.no, moment, online=False, accepted=desk.dice.chance(0.1))
