"""Shifts with leave (A5-A7): approvals a second either side of the limit, parts, seams, several kinds, wrong approvers."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from csd.demo.desk import DAY, HOUR, MINUTE, SECOND, Desk
from csd.demo.oddity import oddity
from csd.demo.people import Person
from csd.demo.roster import extra_shift

USES = ("personal", "comp")
PAID = ("annual", "sick", "work_injury", "marriage", "bereavement", "maternity", "paternity", "childcare")
LATE_KINDS = ("sick", "work_injury", "bereavement")


def _kind(desk: Desk) -> str:
    return desk.dice.pick((*USES, *USES, *USES, *PAID))


def _in_time(desk: Desk, start: datetime) -> datetime:
    return start - desk.dice.pick((DAY, SECOND, HOUR))


@oddity(weight=3, wide=False)
def leave_whole(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """The whole shift off, approved in time; some come all the same."""
    desk.leave(person, start, end, desk.dice.pick((*USES, "annual", "sick")), _in_time(desk, start))
    if desk.dice.chance(0.1):
        desk.both(person.no, start + 5 * MINUTE, end - 5 * MINUTE)


@oddity(weight=2, wide=False)
def leave_late_approval(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Approved as the shift starts, after it, or never: counts for nothing."""
    approved = desk.dice.pick((start, start + SECOND, start + MINUTE, None, start - SECOND))
    desk.leave(person, start, end, desk.dice.pick((*USES, "annual")), approved)


@oddity(weight=2, wide=False)
def leave_part(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """The beginning or the end off; the rest is judged, at its own limits."""
    half = start + 4 * HOUR
    shift = desk.dice.pick((-120, 0, 59, 60, desk.limits.absent_after + 59, desk.limits.absent_after + 60))
    if desk.dice.chance(0.5):
        desk.leave(person, start, half, _kind(desk), _in_time(desk, start))
        desk.both(person.no, half + timedelta(seconds=shift), end)
    else:
        desk.leave(person, half, end, _kind(desk), _in_time(desk, start))
        desk.both(person.no, start, half - timedelta(seconds=shift))


@oddity(weight=2)
def leave_late_kind(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Kinds that may be approved days later: a second before that limit, at it, beyond it; and a kind that may not."""
    limit = start + desk.limits.late_leave
    approved = desk.dice.pick((start + 5 * HOUR, limit - SECOND, limit, limit + DAY))
    desk.leave(person, start, end, desk.dice.pick((*LATE_KINDS, *LATE_KINDS, "annual")), approved)


@oddity(weight=2)
def leave_wrong_approver(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Approved by the person, by staff, by somebody not employed then, by somebody on the way to another grade."""
    approved = start - DAY
    day = approved.date()
    gone = [p for p in desk.people if p.grade != "staff" and not p.employed(day) and p is not person]
    moved = [p for p in desk.people if p is not person and p.employed(day) and len({t.grade for t in p.terms}) > 1]
    staff = [p for p in desk.others(person) if p.grade == "staff"]
    groups = {"left": gone, "promoted": moved, "staff": staff, "own": [person]}
    name = desk.dice.pick([name for name, members in groups.items() if members])
    desk.tally[f"leave_approver_{name}"] += 1
    desk.leave(person, start, end, desk.dice.pick(("personal", "annual")), approved, desk.dice.pick(groups[name]).no)


@oddity(weight=2)
def leaves_meeting(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Two leaves that meet, or miss each other by a second, and cover the shift together or all but its end."""
    seam, approved = start + 4 * HOUR, start - DAY
    desk.leave(person, start, seam, desk.dice.pick(("personal", "sick", "comp")), approved)
    second = seam + desk.dice.pick((0, 0, 1)) * SECOND
    desk.leave(person, second, end - desk.dice.pick((0, 0, 30)) * MINUTE, "annual", approved)
    if desk.dice.chance(0.5):
        desk.punch(person.no, end, "out")


@oddity(weight=2)
def leaves_overlapping(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Two or three kinds that overlap, or cover just the same hours."""
    approved = start - DAY
    desk.leave(person, start - HOUR, start + 5 * HOUR, desk.dice.pick(USES), approved)
    begin = start + desk.dice.pick((3, 4, -1)) * HOUR
    desk.leave(person, begin, desk.dice.pick((end, start + 5 * HOUR)), desk.dice.pick(PAID), approved)
    if desk.dice.chance(0.4):
        desk.leave(person, start + 4 * HOUR, end + HOUR, "personal", desk.dice.pick((approved, start)))
    if desk.dice.chance(0.4):
        desk.both(person.no, start + 5 * HOUR, end)


@oddity()
def leaves_apart(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """The beginning and the end off with work between: two leaves that do not meet."""
    first, last = start + 2 * HOUR, end - 2 * HOUR
    desk.leave(person, start, first, _kind(desk), start - DAY)
    desk.leave(person, last, end, _kind(desk), start - DAY)
    if desk.dice.chance(0.7):
        desk.both(person.no, first + desk.dice.pick((0, 1)) * MINUTE, last - desk.dice.pick((0, 1)) * MINUTE)


@oddity()
def leave_middle(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """In the middle: moves nothing, but may use a comp day; with punches, half of them, or none."""
    desk.leave(person, start + 2 * HOUR, start + 4 * HOUR, desk.dice.pick((*USES, "sick")), start - DAY)
    if desk.dice.chance(0.8):
        desk.punch(person.no, start, "in")
    if desk.dice.chance(0.8):
        desk.punch(person.no, end, "out")


@oddity()
def leave_part_silent(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """A part off and no punch at all: truant for the rest, which is an uneven share of the shift (A7)."""
    desk.leave(person, start, start + desk.dice.pick((60, 100, 240, 401)) * MINUTE, desk.dice.pick((*USES, "annual")), start - DAY)


@oddity(weight=2)
def leave_forgot(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Leave and a forgotten punch on one shift: two comp days, the leave's first."""
    half = start + 4 * HOUR
    if desk.dice.chance(0.5):
        desk.leave(person, start, half, desk.dice.pick(USES), start - DAY)
        desk.punch(person.no, half + desk.dice.pick((-1, 2)) * MINUTE, "in")
    else:
        desk.leave(person, half, end, desk.dice.pick(USES), start - DAY)
        desk.punch(person.no, half - desk.dice.pick((-1, 2)) * MINUTE, "out")


@oddity(weight=2)
def leave_of_merged(desk: Desk, person: Person, start: datetime, end: datetime) -> bool | None:
    """Two shifts that meet, one of them off: a part only of what is one shift."""
    extra = extra_shift(desk, person, start, end)
    if extra is None:
        return False
    off, rest = desk.dice.pick((((start, end), extra), (extra, (start, end))))
    desk.leave(person, *off, _kind(desk), start - DAY)
    if desk.dice.chance(0.7):
        desk.both(person.no, rest[0] + desk.dice.pick((0, 60)) * SECOND, rest[1])
    return None


@oddity()
def leave_long(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Over this shift and into or over the next day's, which is worked or not all the same."""
    finish = end + DAY - desk.dice.pick((0, 2)) * HOUR
    desk.leave(person, start - HOUR, finish, desk.dice.pick((*USES, "annual")), start - desk.dice.pick((DAY, 2 * HOUR)))


@oddity()
def leave_touching(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Ends as the shift starts or starts as it ends: shares no more than a moment; or one second."""
    if desk.dice.chance(0.5):
        desk.leave(person, start - 8 * HOUR, start + desk.dice.pick((0, 1)) * SECOND, _kind(desk), start - DAY)
    else:
        desk.leave(person, end - desk.dice.pick((0, 1)) * SECOND, end + 8 * HOUR, _kind(desk), start - DAY)
    desk.both(person.no, start - desk.dice.pick((0, -1, -61)) * SECOND, end - desk.dice.pick((0, 1, 61)) * SECOND)


@oddity()
def leave_uneven(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """To the second: the expected start or end lies between two minutes."""
    rest = start + timedelta(seconds=desk.dice.between(1, 7200))
    desk.leave(person, start - desk.dice.pick((0, 90)) * MINUTE, rest, _kind(desk), start - DAY)
    desk.both(person.no, rest + timedelta(seconds=desk.dice.pick((59, 60, desk.limits.absent_after + 60))), end + MINUTE)


@oddity()
def leave_window(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """The windows move with the leave: punches at the edge of the moved one and a second beyond."""
    half = start + 4 * HOUR
    beyond = desk.dice.pick((0, 1)) * SECOND
    if desk.dice.chance(0.5):
        desk.leave(person, start, half, _kind(desk), start - DAY)
        desk.both(person.no, half - desk.limits.in_window - beyond, end + MINUTE)
    else:
        desk.leave(person, half, end, _kind(desk), start - DAY)
        desk.both(person.no, start, half + desk.limits.out_window + beyond)


@oddity(weight=2)
def offline_on_leave(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Found offline inside leave that covers the shift (left out) or only a part of it (counts)."""
    whole = desk.dice.chance(0.6)
    desk.leave(person, start, end if whole else start + 4 * HOUR, _kind(desk), start - DAY)
    for moment in (start, start + 2 * HOUR, end - SECOND):
        desk.check(person.no, moment, online=False)
    if not whole:
        desk.both(person.no, start + 4 * HOUR, end)


@oddity()
def leave_of_days(desk: Desk, person: Person, start: datetime, end: datetime) -> None:
    """Days or months off in one leave, as marriage, maternity or long illness have it; the days' own rows come on top."""
    kinds = {
        "marriage": 3,
        "bereavement": 3,
        "childcare": 5,
        "maternity" if person.woman else "paternity": 98 if person.woman else 15,
        "annual": 5,
    }
    kind = desk.dice.pick(tuple(kinds))
    begin = datetime.combine(start.date(), time())
    desk.leave(person, begin, begin + kinds[kind] * DAY, kind, begin - DAY)
