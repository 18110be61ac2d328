"""Which months a row belongs to: what locks them for a load, and what refuses the row when one of them is approved."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from csd.months import Month, months_between


@dataclass(frozen=True)
class MonthRule(ABC):
    """`column` is the one that dates the row. `condition` is SQL over the staged row `s` and a month's first day `m.month`."""

    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose months `touched` gets."""
        return (self.column,)

    @property
    @abstractmethod
    def condition(self) -> str:
        """Whether the row belongs to the month."""

    @abstractmethod
    def touched(self, seen: Iterable[Month], horizon: Month) -> set[Month]:
        """The months to lock for rows dated in the months `seen`; `horizon` is the last one that anybody can have begun."""


@dataclass(frozen=True)
class InMonth(MonthRule):
    """The month of a date, of a time in Asia/Shanghai, or the month itself."""

    @property
    def condition(self) -> str:
        """The session's time zone is Asia/Shanghai during a load."""
        return f"date_trunc('month', s.\"{self.column}\")::date = m.month"

    def touched(self, seen: Iterable[Month], horizon: Month) -> set[Month]:
        """The same months."""
        return set(seen)


@dataclass(frozen=True)
class Spanning(InMonth):
    """Every month between two times: of a leave, each month that it reaches into."""

    until: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Both."""
        return (self.column, self.until)

    @property
    def condition(self) -> str:
        """The end itself is no longer in it."""
        return f's."{self.column}" < m.month + interval \'1 month\' AND s."{self.until}" > m.month'

    def touched(self, seen: Iterable[Month], horizon: Month) -> set[Month]:
        """From the first begin to the last end."""
        months = set(seen)
        return months_between(min(months, default=None), max(months, default=horizon))


@dataclass(frozen=True)
class From(MonthRule):
    """All months from a date on: those whose first day (`first_day_counts`: a policy value) or last day (terms) is not before it."""

    first_day_counts: bool = False

    @property
    def condition(self) -> str:
        """Over the first or the last day."""
        if self.first_day_counts:
            return f's."{self.column}" <= m.month'
        return f"s.\"{self.column}\" < m.month + interval '1 month'"

    def touched(self, seen: Iterable[Month], horizon: Month) -> set[Month]:
        """From the earliest one to the horizon."""
        return months_between(min(seen, default=None), horizon)


@dataclass(frozen=True)
class During(From):
    """All months from one date to another, which may be empty."""

    until: str = ""

    @property
    def condition(self) -> str:
        """Whether the two spans meet."""
        return f'{super().condition} AND (s."{self.until}" IS NULL OR s."{self.until}" >= m.month)'


@dataclass(frozen=True)
class InYear(MonthRule):
    """All months of a year in which the person is employed; whoever comes after them can have figures of the year."""

    @property
    def condition(self) -> str:
        """Over the year. Whoever is not in the table yet was employed in no month that anybody has approved."""
        return (
            f's."{self.column}" = extract(year FROM m.month) AND EXISTS (SELECT FROM csd_employee e WHERE e.employee_no = s.employee_no'
            " AND e.hire_date < m.month + interval '1 month' AND (e.leave_date IS NULL OR e.leave_date >= m.month))"
        )

    def touched(self, seen: Iterable[Month], horizon: Month) -> set[Month]:
        """Those of the years up to the horizon."""
        return {month for year in {month.year for month in seen} for month in months_between(Month(year, 1), min(Month(year, 12), horizon))}
