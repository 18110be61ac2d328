"""`explain_month --check` (docs/rulebook.md P18): every line computed again from its stored trace alone, every source from its rows.

In layers, so that what differs is named at its lowest: the frozen inputs, who was in the month, attendance from punches and shifts,
sums of sales, pools and waterfall, and everybody's slip. What an attempt wrote is never taken for proof of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from csd.database.rows import plan_for_sets
from csd.models import Attempt
from csd.work.context import AttemptContext
from payroll.recheck.attendance import attendance
from payroll.recheck.finding import Finding, line_of
from payroll.recheck.frozen import frozen_inputs
from payroll.recheck.people import people
from payroll.recheck.pools import Again, pools
from payroll.recheck.sales import Sales
from payroll.recheck.slips import slips
from payroll.recheck.waterfall import waterfall

__all__ = ["Finding", "check_month", "line_of"]


def check_month(attempt: Attempt) -> Iterator[Finding]:
    """Everything that differs in a computed month; nothing when every figure still explains itself."""
    with transaction.atomic():
        plan_for_sets()
        context = AttemptContext.of(attempt)
        sales = Sales(context)
        yield from frozen_inputs(attempt)
        yield from people(context)
        yield from attendance(context)
        again = Again(context, sales)
        yield from pools(again)
        yield from waterfall(attempt, again)
        yield from slips(attempt, sales)
