"""A month of one person, told in clock times: what the tests of the 10 points are written with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from attendance.points.rules import Entry, Leave, MonthResult, PointPolicy, judge_month
from duty.facts.rules import Duty

ME, BOSS = 1, 9
EAST = timezone(timedelta(hours=8))
# the defaults of the policy keys
POLICY = PointPolicy(
    start_points=Decimal(10),
    late=Decimal("0.5"),
    absent=Decimal(2),
    truant=Decimal(5),
    offline=Decimal(5),
    offline_every=3,
    absent_after=30,
    in_window=120,
    out_window=240,
    comp_days=4,
    late_leave_days=3,
    warn_at=Decimal(5),
    penalty_at=Decimal(2),
)


def at(text: str) -> int:
    """`6 08:00` or `6 08:00:30`: a moment of July 2026 in epoch seconds; day 0 is 30 June, 32 is 1 August."""
    day, clock = text.split()
    hours, minutes, seconds = (*map(int, clock.split(":")), 0)[:3]
    midnight = datetime(2026, 6, 30, tzinfo=EAST) + timedelta(days=int(day))
    return int((midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)).timestamp())


def span(text: str) -> tuple[int, int]:
    """`6 08:00-17:00`, or `6 22:00-7 06:00` over midnight."""
    first, last = text.split("-")
    return at(first), at(last if " " in last else f"{first.partition(' ')[0]} {last}")


def leave(text: str, kind: str = "annual", **change: Any) -> Leave:
    """A leave approved the day before July by another person, a foreman, unless said otherwise."""
    start, end = span(text)
    approved = Leave(abs(start), start, end, kind, at("0 12:00"), BOSS, "foreman")
    return approved._replace(**change)


@dataclass(frozen=True)
class July:
    """What happened in the month; each method gives the month with something more."""

    duties: tuple[Duty, ...] = ()
    ins: tuple[int, ...] = ()
    outs: tuple[int, ...] = ()
    leaves: tuple[Leave, ...] = ()
    breaches: tuple[tuple[int, int], ...] = ()
    offline: tuple[tuple[int, int], ...] = ()
    statutory: tuple[tuple[int, int], ...] = ()
    policy: PointPolicy = field(default=POLICY)

    def shift(self, text: str, punched_in: str = "", punched_out: str = "") -> July:
        """A shift with its punches, given as times of the shift's first day or as `7 06:00`."""
        start, end = span(text)
        day = text.split(maxsplit=1)[0]
        marks = [(at(punch if " " in punch else f"{day} {punch}"),) if punch else () for punch in (punched_in, punched_out)]
        return replace(
            self,
            duties=(*self.duties, Duty(start, end, (len(self.duties) + 1,))),
            ins=tuple(sorted((*self.ins, *marks[0]))),
            outs=tuple(sorted((*self.outs, *marks[1]))),
        )

    def worked(self, *days: int) -> July:
        """Shifts of 08:00 to 17:00, attended to the minute."""
        month = self
        for day in days:
            month = month.shift(f"{day} 08:00-17:00", "08:00", "17:00")
        return month

    def away(self, *leaves: Leave) -> July:
        """With leave."""
        return replace(self, leaves=(*self.leaves, *leaves))

    def rule(self, **values: Any) -> July:
        """With other parameters."""
        return replace(self, policy=self.policy._replace(**values))

    def judged(self) -> MonthResult:
        """The month by A1-A8."""
        return judge_month(ME, self.duties, self.ins, self.outs, self.leaves, self.breaches, self.offline, self.statutory, self.policy)

    def told(self) -> list[str]:
        """The entries as `A2 late 0.5`."""
        return told(self.judged().entries)


def told(entries: Sequence[Entry]) -> list[str]:
    """Entries as `A2 late 0.5`."""
    return [f"{entry.rule} {entry.kind} {entry.points}" for entry in entries]
