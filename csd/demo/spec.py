"""What a made-up company is asked to be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from csd.demo.dice import Dice
from csd.months import Month

FOREVER = datetime.combine(date.max, time())


@dataclass(frozen=True)
class Spec:
    """The same spec gives the same bytes. `odd` is the share of shifts on which something is off."""

    employees: int = 60
    first: str = "2026-07"
    months: int = 3
    seed: int = 1
    orders_per_agent: float = 40
    odd: float = 0.1
    wide: bool = False  # nights, chains of swaps, changes of job, refunds in later months, whatever is rare but valid
    policy: bool = False  # policy.csv and calendar.csv with random values
    roles: bool = False  # roles.csv; without it the departments FI and HR say who is finance and HR
    until: datetime | None = None  # nothing is dated after this moment but rostered shifts, leave asked for and the calendar
    season: float | None = None  # factor on the orders of every month; None draws weak and strong months

    @property
    def period(self) -> list[Month]:
        """Its months in order."""
        first = Month.parse(self.first)
        return [first + index for index in range(self.months)]

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return self.period[0].first

    @property
    def last_day(self) -> date:
        """The last day of the period that something may be dated on."""
        return min(self.period[-1].last, self.horizon.date())

    @property
    def horizon(self) -> datetime:
        """The last moment that something may be dated at."""
        return self.until or FOREVER

    def dice(self, *topic: object) -> Dice:
        """The stream of chance of one topic."""
        return Dice(self.seed, *topic)


Tally = Counter[str]  # how often each kind of oddity was made


def demo_spec(today: date) -> Spec:
    """The demo company: two finished months and the one under way, up to the end of yesterday.

    On the first of a month the month just over still waits for its last sign-outs, so it counts as the one under way.
    """
    yesterday = today - timedelta(days=1)
    first, last = Month.of(yesterday) - 2, Month.of(today)
    months = (last.year - first.year) * 12 + last.number - first.number + 1
    return Spec(
        employees=60,
        first=str(first),
        months=months,
        seed=20,
        orders_per_agent=30,
        odd=0.06,
        roles=True,
        until=datetime.combine(yesterday, time(23, 59, 59)),
    )


def bench_spec(employees: int, first: str = "2026-07", history: int = 0, seed: int = 1) -> Spec:
    """The bench's company: the month `first` and `history` earlier ones; about 21 shifts, 40 punches and 88 sales per head and month."""
    start = str(Month.parse(first) - history)
    return Spec(
        employees=employees, first=start, months=history + 1, seed=seed, orders_per_agent=121, odd=0.1, wide=True, roles=True, season=1.0
    )


def random_spec(seed: int) -> Spec:
    """A small company with everything odd and random policies, for comparing two programs that compute it."""
    dice = Dice(seed, "spec")
    first = dice.pick(("2025-01", "2025-02", "2025-08", "2025-11", "2025-12", "2026-01", "2026-04", "2026-07", "2026-09", "2026-10"))
    return Spec(
        employees=dice.between(15, 40),
        first=first,
        months=dice.between(2, 3),
        seed=seed,
        orders_per_agent=dice.between(20, 120),
        odd=dice.between(3, 8) / 10,
        wide=True,
        policy=True,
        roles=dice.chance(0.7),
    )


def finished_months(spec: Spec) -> list[Month]:
    """The months of the period that can be closed: over for at least half a day at `until`, last sign-out windows included."""
    return [month for month in spec.period if datetime.combine((month + 1).first, time(12)) <= spec.horizon]
