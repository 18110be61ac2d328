"""What an attempt froze when it started, as the steps use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from csd.calendar.day_kinds import STATUTORY, WORK, spans
from csd.closing.models import Attempt
from csd.months import SHANGHAI, Month
from csd.policy.parameters import PARAMETERS

ANY_ID = 2**63 - 1


@dataclass(frozen=True)
class AttemptContext:
    """An attempt's month and frozen inputs. Steps take nothing else from the present."""

    attempt_id: int
    month: Month
    frozen: dict[str, Any]

    @classmethod
    def of(cls, attempt: Attempt) -> AttemptContext:
        """The context of an attempt row."""
        return cls(attempt.pk, attempt.month, attempt.frozen)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Policy key → value in force on the first day of the month."""
        return {key: PARAMETERS[key].value_of(text) for key, (_, text) in self.frozen["parameters"].items()}

    @cached_property
    def day_kinds(self) -> dict[date, str]:
        """Day → kind, for the month and five weeks after it (duties that run over its end)."""
        return {date.fromisoformat(day): kind for day, kind in self.frozen["calendar"].items()}

    @cached_property
    def workdays(self) -> list[date]:
        """The working days of the month, in order."""
        return [day for day in self.month.days() if self.day_kinds[day] == WORK]

    @cached_property
    def statutory_spans(self) -> list[tuple[int, int]]:
        """Statutory days as half-open spans of epoch seconds."""
        days = sorted(day for day, kind in self.day_kinds.items() if kind == STATUTORY)
        return [(midnight(first), midnight(after)) for first, after in spans(days)]

    def highest(self, table: str) -> int:
        """The highest row id of a source table that belongs to the attempt; any, where it was started before that was frozen."""
        return int(self.frozen["highest"].get(table, ANY_ID))

    def changes(self, table: str) -> int:
        """The highest id of a source table's history when the attempt started; 0 where that was not frozen yet."""
        return int(self.frozen.get("changes", {}).get(table, 0))


def midnight(day: date) -> int:
    """The epoch second at which a day begins in Shanghai."""
    return int(datetime.combine(day, time(), SHANGHAI).timestamp())
