"""The desk at which one month of a block of people is written: their roster, and the pens for the rows of duty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from csd.demo.dice import Dice
from csd.demo.people import Person
from csd.demo.policy import Policies
from csd.demo.spec import Spec, Tally
from csd.demo.writer import Folder
from csd.months import Month

NOTHING, SECOND, MINUTE, HOUR, DAY = timedelta(), timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Shift = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Limits:
    """The policy values of the month that attendance boundaries lie at."""

    in_window: timedelta
    out_window: timedelta
    absent_after: int  # seconds
    late_leave: timedelta
    offline_every: int
    comp_days: int

    @classmethod
    def of(cls, policies: Policies, month: Month) -> Limits:
        """Those in force on the month's first day."""
        in_window, out_window = (policies.whole(key, month) * MINUTE for key in ("in_window", "out_window"))
        late_leave = policies.whole("late_leave_days", month) * DAY
        absent_after = policies.whole("absent_after", month) * 60
        return cls(
            in_window, out_window, absent_after, late_leave, policies.whole("offline_every", month), policies.whole("comp_days", month)
        )


class Desk:
    """Everything that makers of attendance rows need; what would be dated after the horizon is not written."""

    def __init__(self, folder: Folder, spec: Spec, month: Month, limits: Limits, people: list[Person], dice: Dice, tally: Tally) -> None:
        self.folder, self.spec, self.month, self.limits, self.people, self.dice, self.tally = (
            folder,
            spec,
            month,
            limits,
            people,
            dice,
            tally,
        )
        self.horizon = spec.horizon
        self.wide = spec.wide
        self.shifts: dict[str, dict[date, Shift]] = {}
        self.free: dict[str, set[date]] = {}
        self.seen: set[tuple[object, ...]] = set()
        self._punch = folder.line["punches"]
        self.heads: tuple[str, str] = ("", "")  # approvers for whoever has no boss

    def shift(self, no: str, start: datetime, end: datetime, post: str) -> None:
        """A row of the roster."""
        self.folder.line["shifts"](f"{no},{start},{end},{post}\n")

    def punch(self, no: str, time: datetime, direction: str) -> None:
        """A line of the attendance book, once."""
        key = (no, time, direction)
        if time <= self.horizon and key not in self.seen:
            self.seen.add(key)
            self._punch(f"{no},{time},{direction}\n")

    def both(self, no: str, time_in: datetime, time_out: datetime) -> None:
        """Signing in and out."""
        self.punch(no, time_in, "in")
        self.punch(no, time_out, "out")

    def ordinary(self, no: str, start: datetime, end: datetime) -> None:
        """In within 25 minutes before the shift, out within 50 after it."""
        self.punch(no, start - timedelta(seconds=self.dice.upto(1500)), "in")
        self.punch(no, end + timedelta(seconds=self.dice.upto(3000)), "out")

    def boss(self, person: Person) -> str:
        """Who approves for a person: the line manager, for the general manager the first of two heads."""
        return person.boss or self.heads[0]

    def leave(
        self,
        person: Person,
        start: datetime,
        end: datetime,
        kind: str,
        approved: datetime | None,
        approver: str | None = None,
        asked: datetime | None = None,
    ) -> None:
        """A leave, asked for two days ahead or just before its approval; still pending where the horizon comes first."""
        if approved and approved > self.horizon:
            approved = None
        asked = asked or min(start - 2 * DAY, approved or start)
        key = (person.no, start, end, kind)
        if asked > self.horizon or key in self.seen:
            return
        self.seen.add(key)
        by = (approver or self.boss(person)) if approved else None
        self.folder.put("leaves", person.no, start, end, kind, asked, approved, by)

    def swap(
        self,
        giver: Person,
        taker: Person,
        start: datetime,
        accepted: datetime | None,
        approved: datetime | None,
        approver: str | None = None,
    ) -> bool:
        """A swap of the giver's shift that starts at `start`; False where nothing of it lies before the horizon."""
        if (accepted or start - DAY) > self.horizon or (giver.no, taker.no, start) in self.seen:
            return False
        self.seen.add((giver.no, taker.no, start))
        if approved and approved > self.horizon:
            approved = None
        by = approver or next(no for no in (self.boss(giver), self.boss(taker), *self.heads) if no not in (giver.no, taker.no))
        self.folder.put("swaps", giver.no, start, taker.no, accepted, approved, by if approved else None)
        return True

    def breach(self, person: Person, time: datetime, note: str = "离岗未调班") -> None:
        """A recorded breach."""
        if time <= self.horizon and (person.no, time, "breach") not in self.seen:
            self.seen.add((person.no, time, "breach"))
            self.folder.put("breaches", person.no, time, self.boss(person), note)

    def check(self, no: str, time: datetime, online: bool, accepted: bool = False) -> None:
        """An online check; that no reason was accepted is a 0 or an empty cell."""
        if time <= self.horizon and (no, time, "check") not in self.seen:
            self.seen.add((no, time, "check"))
            reason = "1" if accepted else "0" if time.second % 2 else ""
            self.folder.line["online_checks"](f"{no},{time},{int(online)},{reason}\n")

    def others(self, person: Person, tries: int = 8) -> Iterator[Person]:
        """Some colleagues by chance: of the department, in wide companies of the whole block."""
        for _ in range(tries):
            other = self.dice.pick(self.people)
            if other.no != person.no and (self.wide or other.unit == person.unit):
                yield other

    def free_colleague(self, person: Person, day: date, *but: Person) -> Person | None:
        """Somebody who is employed and has no shift on a day; the day is taken from then on."""
        for other in self.others(person):
            if day in self.free[other.no] and other not in but:
                self.free[other.no].discard(day)
                return other
        return None

    def on_duty(self, person: Person, day: date) -> Iterator[tuple[Person, Shift]]:
        """Colleagues with a shift of their own that starts on a day or the day before."""
        for other in self.others(person, 16):
            for when in (day, day - DAY):
                if when in self.shifts[other.no]:
                    yield other, self.shifts[other.no][when]
