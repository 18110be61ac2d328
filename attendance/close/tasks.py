"""What Celery delivers: preparing the months that are not closed (RULES.md A11)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from attendance.close import preparing
from csd.months import Month

SECONDS_PER_DELIVERY = 20


def prepare_open_months() -> int:
    """Prepare the month of yesterday and the one before it, where they are not closed (A11)."""
    month = Month.of(timezone.localdate() - timedelta(days=1))
    for wanted in (month - 1, month):
        prepare_points.delay(str(wanted), timezone.now().isoformat(), 0)
    return 2


@shared_task(queue="interactive", ignore_result=True)
def prepare_points(month: str, as_of: str, after: int) -> None:
    """Prepare a month for a while, then ask to be delivered again; harmless twice, late or for a month long closed."""
    began, moment, wanted = time.monotonic(), datetime.fromisoformat(as_of), Month.parse(month)
    for last in preparing.portions(wanted, moment, after):
        if time.monotonic() - began > SECONDS_PER_DELIVERY:
            prepare_points.delay(month, as_of, last)
            return
    preparing.finish_preparing(wanted, moment)
