"""The calendar month as a value: docs/rulebook.md 'Months are calendar months', days and moments in Asia/Shanghai."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month. `number` is 1 to 12; months order by time and count on over the year's end."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.number <= 12):
            raise ValueError(f"no such month: {self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written `2026-07`; ValueError for anything else."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ValueError(f"not a month like 2026-07: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that contains a date; for an aware datetime, its month in Shanghai."""
        if isinstance(day, datetime):
            day = day.astimezone(SHANGHAI).date()
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __add__(self, months: int) -> Month:
        years, zero_based = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, zero_based + 1)

    def __sub__(self, months: int) -> Month:
        return self + -months

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def begin(self) -> datetime:
        """Its first moment, aware."""
        return datetime(self.year, self.number, 1, tzinfo=SHANGHAI)

    @property
    def end(self) -> datetime:
        """The first moment after it, aware."""
        return (self + 1).begin

    @property
    def ends_quarter(self) -> bool:
        """Whether it is March, June, September or December."""
        return self.number % 3 == 0

    def quarter(self) -> tuple[Month, Month, Month]:
        """The three months of its quarter, in order."""
        start = self - (self.number - 1) % 3
        return start, start + 1, start + 2

    def days(self) -> Iterator[date]:
        """Its days in order."""
        for offset in range(self.last.day):
            yield self.first + timedelta(days=offset)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def months_between(first: Month | None, last: Month) -> set[Month]:
    """All months from the first to the last; none where there is no first."""
    found = set()
    while first is not None and first <= last:
        found.add(first)
        first += 1
    return found
