"""The policy in force on a day (RULES.md P marks)."""

from __future__ import annotations

from datetime import date

from csd.models import PolicyValue
from csd.policy import PARAMETERS


def values_in_force(day: date) -> dict[str, tuple[int | None, str]]:
    """Every key → (id of the value's row, its text) in force on a day; (None, default) where nobody set one."""
    rows = PolicyValue.objects.filter(effective_from__lte=day).order_by("key", "-effective_from").distinct("key")
    entered = {key: (row_id, value) for row_id, key, value in rows.values_list("id", "key", "value")}
    return {key: entered.get(key, (None, parameter.default)) for key, parameter in PARAMETERS.items()}
