"""terms.csv: bases outside the ranges of rule P1 are loaded, with a warning (the file counts as the override)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from csd.database.rows import rows_of
from csd.loading.issues import Bad
from csd.loading.policies import policy_rows
from csd.loading.specs import Staged
from csd.policy.parameters import PARAMETERS, base_range_key

if TYPE_CHECKING:
    from csd.loading.specs import Load

OUTSIDE = _("%(value)s is outside %(low)s to %(high)s, the range of %(key)s on %(day)s (P1); loaded all the same")

Range = tuple[Decimal, Decimal] | None


class Ranges:
    """The base ranges of P1 by key and day, from values in the database and in the folder."""

    def __init__(self, rows: list[tuple[str, date, str]]) -> None:
        self._days: dict[str, list[date]] = defaultdict(list)
        self._texts: dict[str, list[str]] = defaultdict(list)
        for key, day, text in sorted(rows):
            self._days[key].append(day)
            self._texts[key].append(text)
        self._read: dict[tuple[str, str], Range] = {}

    def on(self, key: str, day: date) -> Range:
        """The range in force; None where there is no limit."""
        place = bisect_right(self._days[key], day)
        text = self._texts[key][place - 1] if place else PARAMETERS[key].default
        if (key, text) not in self._read:
            self._read[key, text] = PARAMETERS[key].value_of(text)
        return self._read[key, text]


def warn_of_bases(load: Load, staged: Staged) -> None:
    """Compare the bases of new terms with the range of their department's kind, grade and seniority on their first day."""
    if not staged.new:
        return
    ranges = Ranges(rows_of(f"SELECT key, effective_from, value FROM ({policy_rows(load)}) p WHERE starts_with(key, 'base_range:')"))
    for line, day, kind, grade, seniority, base in rows_of(
        _NEW_TERMS.format(kinds=_kinds(load), terms=staged.table, known=staged.known_table)
    ):
        key = base_range_key(kind, grade, seniority)
        limits = ranges.on(key, day)
        if limits and not limits[0] <= base <= limits[1]:
            bad = Bad(OUTSIDE, value=str(base), low=str(limits[0]), high=str(limits[1]), key=key, day=day.isoformat())
            load.warnings.add(staged.place, line, "base_salary", bad)


_NEW_TERMS = """
    SELECT s.line, s.effective_from, d.kind, s.grade, s.seniority, s.base_salary FROM {terms} s JOIN ({kinds}) d ON d.code = s.department
    WHERE NOT EXISTS (SELECT FROM {known} k WHERE k.line = s.line) ORDER BY s.line
"""


def _kinds(load: Load) -> str:
    """Departments with their kinds, those of the folder included."""
    there = "SELECT code, kind FROM csd_department"
    if "departments" not in load.staged:
        return there
    return f"{there} UNION SELECT code, kind FROM {load.staged['departments'].table}"
