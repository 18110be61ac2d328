"""The inputs an attempt froze against what they were taken from: policy values, the calendar, the editions of the rules."""

from __future__ import annotations

from collections.abc import Iterator

from csd.calendar.selectors import day_kinds
from csd.database.rows import rows_of
from csd.models import Attempt
from csd.work.context import AttemptContext
from csd.work.registry import EDITIONS
from payroll.recheck.finding import Finding

_IN_FORCE = """
    SELECT DISTINCT ON (key) key, id, value FROM csd_policyvalue
    WHERE effective_from <= %(first)s AND id <= %(highest)s ORDER BY key, effective_from DESC
"""


def frozen_inputs(attempt: Attempt) -> Iterator[Finding]:
    """What an attempt would freeze from the same rows today and did not."""
    context = AttemptContext.of(attempt)
    yield from _parameters(context)
    yield from _calendar(context)
    for name, editions in EDITIONS.items():
        for rule, edition in editions(context.month).items():
            frozen = context.frozen["editions"].get(name, {}).get(rule)
            if frozen != edition:
                yield Finding("rules", rule, f"edition {edition}", f"{frozen} frozen, {edition} in force")


def _parameters(context: AttemptContext) -> Iterator[Finding]:
    in_force = rows_of(_IN_FORCE, {"first": context.month.first, "highest": context.highest("csd_policyvalue")})
    now = {key: (row, value) for key, row, value in in_force}
    for key, (row, text) in context.frozen["parameters"].items():
        if key in now and now[key] != (row, text):
            yield Finding("policy", key, f"policy value {now[key][0]}", f"{text} frozen, {now[key][1]} now")
        elif key not in now and row is not None:
            yield Finding("policy", key, f"policy value {row}", f"{text} frozen, not in force now")


def _calendar(context: AttemptContext) -> Iterator[Finding]:
    now = day_kinds(context.month.first, context.month.last, context.highest("csd_calendarday"))
    for day, kind in now.items():
        frozen = context.frozen["calendar"].get(day.isoformat())
        if frozen != kind:
            yield Finding("calendar", day.isoformat(), f"calendar day {day}", f"{frozen} frozen, {kind} now")
