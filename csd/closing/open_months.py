"""Months that an edit reaches into: locked against being started or approved meanwhile, refused where they are over (docs/rulebook.md P17).

Ids of new rows are drawn after the lock, as by a load: what is added lies wholly above what a run has frozen, or wholly below.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_noop as _

from csd.closing.locks import last_locked_month, lock_months, running_months
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.months import Month, months_between

APPROVED = _(
    "%(month)s is approved and was computed with this; nothing of it changes any more. Choose a day in a later month, or correct it by "
    "an adjustment."
)
RUNNING = _("%(month)s is being computed right now. Wait until it is done, then save again.")


def open_from(first: date, *, field: str = "", first_day_counts: bool = False, changes: bool = False) -> None:
    """Lock every month that something in force from a day on reaches into; Refused when one of them is approved.

    With `first_day_counts` a month is reached only when the day is not after its first. `changes` also waits for a computing.
    """
    begin = Month.of(first)
    last = last_locked_month()
    if first_day_counts and first != begin.first:
        begin += 1
    _refuse(months_between(begin, last) if last and last >= begin else {begin}, field, changes=changes)


def open_month_of(day: date, *, field: str = "", changes: bool = False) -> None:
    """The same for what belongs to one day."""
    _refuse({Month.of(day)}, field, changes=changes)


def _refuse(months: Iterable[Month], field: str, *, changes: bool) -> None:
    locked = lock_months(months)
    approved = [month for month, is_approved in locked.items() if is_approved]
    if approved:
        raise Refused("month_approved", APPROVED, month=max(approved), field=field)
    running = sorted(set(running_months()) & set(locked)) if changes else []
    if running:
        raise Refused("month_running", RUNNING, month=running[0], field=field)


def open_running(first: date) -> None:
    """Lock the open months from a day on; Refused while one of them is computed. Approved ones are for the caller to judge."""
    last_day = rows_of("SELECT (max(month) + interval '1 month')::date FROM csd_monthlock WHERE approved")[0][0]
    open_from(max(first, last_day) if last_day else first, changes=True)
