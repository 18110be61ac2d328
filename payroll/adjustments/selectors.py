"""Which adjustments an attempt uses (docs/rulebook.md P17): approved and not withdrawn when it started, whatever happens later."""

from __future__ import annotations

from typing import Any

from csd.models import MonthLock
from csd.months import Month
from csd.work.context import AttemptContext
from payroll.adjustments.models import Adjustment

_STARTED = "(SELECT started_at FROM csd_attempt WHERE id = %(attempt)s)"
# of payroll_adjustment; the parameters are those of adjustments_used
ADJUSTMENTS_USED = f"""
    month = %(month)s AND id <= %(adjustments)s AND approved_at IS NOT NULL AND approved_at <= {_STARTED} AND (withdrawn_at IS NULL OR withdrawn_at > {_STARTED})
"""  # noqa: E501
ADJUSTMENTS_DUE = "month = %(month)s AND approved_at IS NOT NULL AND withdrawn_at IS NULL"


def adjustments_used(context: AttemptContext) -> dict[str, Any]:
    """The parameters of ADJUSTMENTS_USED and ADJUSTMENTS_DUE."""
    return {"month": context.month.first, "adjustments": context.highest("payroll_adjustment"), "attempt": context.attempt_id}


def adjustment_with_id(adjustment_id: int) -> Adjustment | None:
    """An adjustment with the people it names."""
    people = ("employee", "proposed_by", "approved_by", "withdrawn_by")
    return Adjustment.objects.filter(pk=adjustment_id).select_related(*people).first()


def month_is_open(month: Month) -> bool:
    """Whether a month is not approved yet."""
    return not MonthLock.objects.filter(month=month, approved=True).exists()
