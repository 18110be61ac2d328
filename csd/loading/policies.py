"""policy.csv: keys and values that exist (csd.policy.parameters), departments that hazmat names, amounts that need a regulation (P13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from csd.database.rows import rows_of
from csd.loading.issues import Bad
from csd.loading.kinds import UNKNOWN
from csd.loading.specs import Staged
from csd.policy.checking import NEEDS_REGULATION, OTHERWISE_WRONG, PENALTY, SENTENCES, UNKNOWN_KEY
from csd.policy.parameters import PARAMETERS, PolicyError

if TYPE_CHECKING:
    from csd.loading.specs import Load


def check_values(cells: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, str, Bad]]:
    """Row check: known keys, values that they can have."""
    for index, (key, value) in enumerate(zip(cells["key"], cells["value"], strict=True)):
        parameter = PARAMETERS.get(key)
        if parameter is None:
            yield index, "key", Bad(UNKNOWN_KEY, value=key)
            continue
        try:
            parameter.value_of(value)
        except PolicyError as error:
            sentence = SENTENCES.get(error.code, OTHERWISE_WRONG)
            data = {name: str(limit) for name, limit in error.data.items()}
            yield index, "value", Bad(sentence, value=value, key=key, unit=parameter.unit, **data)


def check_departments(load: Load, staged: Staged) -> None:
    """Departments that hazmat_departments names exist."""
    departments = load.known.of("departments")
    for line, value in rows_of(f"SELECT line, value FROM {staged.table} WHERE key = 'hazmat_departments' ORDER BY line"):
        for code in PARAMETERS["hazmat_departments"].value_of(value):
            if code not in departments:
                load.errors.add(staged.place, line, "value", Bad(UNKNOWN, value=code, file="departments"))


def warn_of_penalties(load: Load, staged: Staged) -> None:
    """New amounts that only a regulation can agree."""
    rows = rows_of(
        f"SELECT line, key, value FROM {staged.table} s WHERE key = ANY(%s)"
        f" AND NOT EXISTS (SELECT FROM {staged.known_table} k WHERE k.line = s.line) ORDER BY line",
        [list(NEEDS_REGULATION)],
    )
    for line, key, value in rows:
        if Decimal(value) > 0:
            load.warnings.add(staged.place, line, "value", Bad(PENALTY, key=key, value=value))


def policy_rows(load: Load) -> str:
    """A query for the policy as it will be after the load: key, effective_from, value."""
    there = "SELECT key, effective_from, value FROM csd_policyvalue"
    if "policy" not in load.staged:
        return there
    return f"{there} UNION SELECT key, effective_from, value FROM {load.staged['policy'].table}"
