"""A month of attendance (A1-A10): most shifts in order, some odd, and months told as a story that ends at a given score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

# the makers register themselves
from csd.demo import odd_leaves, odd_punches, odd_swaps  # noqa: F401
from csd.demo.desk import DAY, HOUR, MINUTE, SECOND, Desk, Shift
from csd.demo.oddity import make_odd
from csd.demo.people import Person
from csd.demo.roster import plan_month

Days = list[tuple[date, Shift]]
Story = Callable[[Desk, Person, Days], set[date]]  # returns the days it has dealt with; the others are in order


def write_attendance(desk: Desk) -> None:
    """Roster, punches, leaves, swaps, breaches and checks of the desk's people and month."""
    plan_month(desk)
    for person in desk.people:
        days = list(desk.shifts[person.no].items())
        past = [row for row in days if row[1][0] <= desk.horizon]
        story = _story_of(desk, person)
        told = story(desk, person, past) if story else set()
        _work(desk, person, [row for row in past if row[0] not in told], 0.0 if story else person.temper)
        if len(past) < len(days):
            _ask_ahead(desk, person, days[len(past) :])
        if person.kind == "customer_service":
            _checks(desk, person, past)
        _breaches(desk, person)


def _work(desk: Desk, person: Person, days: Days, temper: float) -> None:
    """The shifts one by one: in order, or odd as often as the person's temper has it."""
    no, throw, ordinary = person.no, desk.dice.random, desk.ordinary
    for _, (start, end) in days:
        if throw() < temper:
            make_odd(desk, person, start, end)
        else:
            ordinary(no, start, end)


def _story_of(desk: Desk, person: Person) -> Story | None:
    """What kind of month it is for somebody: mostly none."""
    if person.weak:
        return _weak
    if desk.dice.chance(desk.spec.odd * 0.2):
        return desk.dice.pick(_WIDE_STORIES if desk.wide else _STORIES)
    return None


def _silent_and_late(desk: Desk, person: Person, days: Days, silent: int, late: tuple[int, ...]) -> set[date]:
    """`silent` shifts without a punch, and one late by each of these seconds."""
    plan: list[int | None] = [*late, *([None] * silent)]
    desk.dice.shuffle(plan)
    told = set()
    for seconds, (day, (start, end)) in zip(plan, days, strict=False):
        told.add(day)
        if seconds is not None:
            desk.both(person.no, start + timedelta(seconds=seconds), end + MINUTE)
    return told


def _weak(desk: Desk, person: Person, days: Days) -> set[date]:
    """Five points and a half are gone: with the months before it makes three in a row."""
    desk.tally["month_weak"] += 1
    return _silent_and_late(desk, person, days, 1, (desk.dice.between(60, 600),))


def _exactly_five(desk: Desk, person: Person, days: Days) -> set[date]:
    """10 − 5 = 5: the warning's limit."""
    desk.tally["month_exactly_five"] += 1
    return _silent_and_late(desk, person, days, 1, ())


def _exactly_two(desk: Desk, person: Person, days: Days) -> set[date]:
    """10 − 5 − 2 − 2 × 0.5 = 2: the penalty's limit."""
    desk.tally["month_exactly_two"] += 1
    return _silent_and_late(desk, person, days, 1, (desk.limits.absent_after + 60, 60, 120))


def _gone(desk: Desk, person: Person, days: Days) -> set[date]:
    """Stays away all month."""
    desk.tally["month_gone"] += 1
    return {day for day, _ in days}


def _many_comp_days(desk: Desk, person: Person, days: Days) -> set[date]:
    """Comp days up to the allowance and beyond, by leave and by forgotten punches in turn."""
    desk.tally["month_many_comp_days"] += 1
    count = desk.limits.comp_days + desk.dice.between(0, 4)
    for _, (start, end) in days[:count]:
        way = desk.dice.upto(4)
        if way == 0:
            desk.punch(person.no, end + MINUTE, "out")
        elif way == 1:
            desk.leave(person, start, start + 3 * HOUR, "comp", start - HOUR)
            desk.both(person.no, start + 3 * HOUR, end)
        else:
            desk.leave(person, start, end, "personal" if way == 2 else "comp", start - DAY)
    return {day for day, _ in days[:count]}


def _often_offline(desk: Desk, person: Person, days: Days) -> set[date]:
    """Found offline exactly so often that the points are taken, or once less."""
    desk.tally["month_often_offline"] += 1
    count = desk.limits.offline_every * desk.dice.pick((1, 2, 3)) - desk.dice.pick((0, 1))
    for index, (_, (start, end)) in enumerate(days[:count]):
        desk.check(person.no, start if index % 2 else end - SECOND, online=False)
    if days:  # these two do not count
        desk.check(person.no, days[0][1][0] + HOUR, online=False, accepted=True)
        desk.check(person.no, days[0][1][1], online=False)
    return set()


def _long_absence(desk: Desk, person: Person, days: Days) -> set[date]:
    """Weeks off in one leave over many shifts, perhaps over the border of the month."""
    desk.tally["month_long_absence"] += 1
    if not days:
        return set()
    first = desk.dice.pick(days)[0]
    kind, length = desk.dice.pick(
        (("maternity" if person.woman else "paternity", 98 if person.woman else 15), ("sick", 20), ("annual", 5), ("personal", 4))
    )
    begin = datetime.combine(first, time())
    desk.leave(person, begin, begin + length * DAY, kind, begin - DAY)
    return {day for day, (_, end) in days if first <= day and end <= begin + length * DAY}


_STORIES: tuple[Story, ...] = (_exactly_five, _many_comp_days, _often_offline)
_WIDE_STORIES: tuple[Story, ...] = (*_STORIES, _exactly_two, _gone, _long_absence)


def _ask_ahead(desk: Desk, person: Person, days: Days) -> None:
    """Leave asked for beyond the horizon, already approved or still waiting."""
    for _, (start, end) in days:
        if desk.dice.chance(desk.spec.odd * 0.3):
            asked = desk.horizon - timedelta(seconds=desk.dice.between(600, 80_000))
            approved = asked + 5 * MINUTE if desk.dice.chance(0.4) else None
            desk.leave(person, start, end, desk.dice.pick(("personal", "comp", "annual")), approved, asked=asked)
            desk.tally["leave_ahead"] += 1


def _checks(desk: Desk, person: Person, days: Days) -> None:
    """Whether the chat client is online, looked at now and then."""
    for _, (start, end) in days:
        if desk.dice.chance(0.4 if desk.wide else 0.15):
            moment = start + timedelta(seconds=desk.dice.upto(int((end - start).total_seconds())))
            desk.check(person.no, moment, desk.dice.chance(0.8), desk.dice.chance(0.2))


def _breaches(desk: Desk, person: Person) -> None:
    """Breaches that hang on no shift: at noon of some day, in wide companies in the first or last second of the month."""
    first, last = (datetime.combine(day, time()) for day in (desk.month.first, desk.month.last))
    if desk.dice.chance(0.05 * desk.spec.odd):
        moments = [first + desk.dice.upto(desk.month.last.day) * DAY + 12 * HOUR]
        if desk.wide:
            moments += [first, last + DAY - SECOND]
        moment = desk.dice.pick(moments)
        if person.employed(moment.date()):
            desk.tally["breach_apart"] += 1
            desk.breach(person, moment, "巡查未在岗")
