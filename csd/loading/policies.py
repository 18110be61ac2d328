"""policy.csv: keys and values that exist (csd.policy), departments that hazmat names, amounts that need a regulation (P13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from csd.copying import rows_of
from csd.loading.issues import Bad
from csd.loading.kinds import UNKNOWN
from csd.loading.staging import Staged
from csd.policy import PARAMETERS, PolicyError

if TYPE_CHECKING:
    from csd.loading.load import Load

# P13: amounts that are agreed in a version of the regulations
NEEDS_REGULATION = ("penalty", "severe")

UNKNOWN_KEY = _("“%(value)s” is no policy key; `manage.py policy` lists them all")
PENALTY = _("%(key)s is “%(value)s”: an amount above 0 needs a version of the regulations that agrees it (P13)")
SENTENCES = {
    "empty": _("is empty; %(key)s needs a value in %(unit)s"),
    "not_a_number": _("“%(value)s” is not a plain number, as %(key)s needs it (%(unit)s)"),
    "out_of_range": _("“%(value)s” is not between %(low)s and %(high)s, as %(key)s needs it (%(unit)s)"),
    "not_whole": _("“%(value)s” is not a whole number, as %(key)s needs it (%(unit)s)"),
    "not_positive": _("“%(value)s” is not above 0, as %(key)s needs it (%(unit)s)"),
    "one_place": _("“%(value)s” has more than one decimal place; %(key)s is in %(unit)s"),
    "month_or_quarter": _("“%(value)s” is neither month nor quarter, as %(key)s needs it"),
    "not_a_range": _("“%(value)s” is no range like 2000-5000, lower end first, as %(key)s needs it"),
    "not_brackets": _("“%(value)s” is no table like 36000:0.03:0;...;:0.45:181920, as %(key)s needs it"),
}
OTHERWISE_WRONG = _("“%(value)s” cannot be the value of %(key)s (%(unit)s)")


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
