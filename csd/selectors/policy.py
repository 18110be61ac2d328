"""The policy in force on a day (RULES.md P marks)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from csd.models import PolicyValue
from csd.policy import PARAMETERS


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


def values_set(key: str, until: date) -> list[ValueSet]:
    """The values of a key in force up to a day, oldest first."""
    rows = PolicyValue.objects.filter(key=key, effective_from__lte=until).select_related("set_by", "batch").order_by("effective_from")
    return [ValueSet(row.pk, row.effective_from, row.value, _who(row), row.set_at) for row in rows]


def _who(row: PolicyValue) -> str:
    return str(row.set_by) if row.set_by else (row.batch.loaded_by if row.batch else "")
