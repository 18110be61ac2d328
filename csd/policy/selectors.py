"""The policy in force on a day (docs/rulebook.md P marks)."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from csd.database.rows import rows_of
from csd.months import Month
from csd.policy.models import PolicyValue
from csd.policy.parameters import PARAMETERS


def values_in_force(day: date) -> dict[str, tuple[int | None, str]]:
    """Every key → (id of the value's row, its text) in force on a day; (None, default) where nobody set one."""
    rows = PolicyValue.objects.filter(effective_from__lte=day).order_by("key", "-effective_from").distinct("key")
    entered = {key: (row_id, value) for row_id, key, value in rows.values_list("id", "key", "value")}
    return {key: entered.get(key, (None, parameter.default)) for key, parameter in PARAMETERS.items()}


class ValueSet(NamedTuple):
    """A value that was set: from when it holds, its text, who set it (a person, or who loaded the file) and when."""

    id: int
    since: date
    value: str
    set_by: str
    set_at: datetime


def values_set(key: str, until: date = date.max) -> list[ValueSet]:
    """The values of a key in force up to a day (all of them without one), oldest first."""
    rows = PolicyValue.objects.filter(key=key, effective_from__lte=until).select_related("set_by", "batch").order_by("effective_from")
    return [ValueSet(row.pk, row.effective_from, row.value, _who(row), row.set_at) for row in rows]


def _who(row: PolicyValue) -> str:
    return str(row.set_by) if row.set_by else (row.batch.loaded_by if row.batch else "")


@dataclass(frozen=True)
class InForce:
    """A parameter on a day: the value in force (None: the default holds) and the one that comes next."""

    key: str
    text: str
    current: ValueSet | None
    coming: ValueSet | None


def policy_on(day: date) -> list[InForce]:
    """Every parameter as it stands on a day, in the order they are written down."""
    rows = PolicyValue.objects.select_related("set_by", "batch").order_by("key", "effective_from")
    by_key: dict[str, list[ValueSet]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(ValueSet(row.pk, row.effective_from, row.value, _who(row), row.set_at))
    return [_in_force(key, by_key.get(key, []), day) for key in PARAMETERS]


def _in_force(key: str, values: list[ValueSet], day: date) -> InForce:
    place = bisect_right([value.since for value in values], day)
    current = values[place - 1] if place else None
    coming = values[place] if place < len(values) else None
    return InForce(key, current.value if current else PARAMETERS[key].default, current, coming)


def stamp_of(key: str) -> str:
    """A mark of all values of a key: another mark means that somebody has set one meanwhile."""
    text = "\0".join(f"{value.since} {value.value}" for value in values_set(key))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Touched:
    """What a value from a day on would touch: the first month it holds for, approved ones (then it is refused), computed ones."""

    first: Month
    until: Month | None
    approved: list[Month]
    computed: list[Month]
    people: int


_MONTHS = """
    SELECT a.month, a.sealed FROM csd_attempt a
    WHERE a.state = 'done' AND a.month >= %s AND (%s::date IS NULL OR a.month < %s::date) ORDER BY a.month
"""


def touched_by(key: str, since: date) -> Touched:
    """What setting a key from a day on would touch; `people` are those of the last month computed."""
    first = _first_month(since)
    later = [value.since for value in values_set(key) if value.since > since]
    until = _first_month(min(later)) if later else None
    rows = rows_of(_MONTHS, [first.first, until.first if until else None, until.first if until else None])
    locked = rows_of("SELECT month FROM csd_monthlock WHERE approved AND month >= %s ORDER BY month", [first.first])
    last = rows_of(
        "SELECT count(*) FROM csd_attemptperson WHERE attempt_id = (SELECT id FROM csd_attempt WHERE state = 'done' ORDER BY month DESC"
        " LIMIT 1)"
    )
    return Touched(
        first, until, [Month.of(month) for (month,) in locked], [Month.of(month) for month, sealed in rows if not sealed], last[0][0]
    )


def _first_month(since: date) -> Month:
    return Month.of(since) if since.day == 1 else Month.of(since) + 1
