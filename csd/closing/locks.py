"""Months locked against being started or approved meanwhile: in order, shared, until the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable

from csd.closing.models import Attempt, AttemptState, MonthLock
from csd.database.rows import rows_of
from csd.months import Month


def lock_months(months: Iterable[Month]) -> dict[Month, bool]:
    """Lock months shared, in order, and say which are approved. Waits for a start or an approval that is under way."""
    ordered = sorted(months)
    MonthLock.objects.bulk_create([MonthLock(month=month) for month in ordered], ignore_conflicts=True)
    rows = rows_of(
        "SELECT month, approved FROM csd_monthlock WHERE month = ANY(%s) ORDER BY month FOR SHARE", [[month.first for month in ordered]]
    )
    return {Month.of(month): approved for month, approved in rows}


def last_locked_month() -> Month | None:
    """The last month that anybody has locked so far."""
    (last,) = rows_of("SELECT max(month) FROM csd_monthlock")[0]
    return Month.of(last) if last else None


def running_months() -> list[Month]:
    """The months that are being computed; ask after locking them."""
    return list(Attempt.objects.filter(state=AttemptState.RUNNING).order_by("month").values_list("month", flat=True))
