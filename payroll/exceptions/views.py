"""An exception of a run with what it comes from, and the way out of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from csd.access.asking import sees
from csd.access.models import LookedAt
from csd.access.permissions import may
from csd.months import Month
from payroll.exceptions.causes import failing_line, tables_of
from payroll.exceptions.remedies import mended_at
from payroll.exceptions.words import EXCEPTIONS
from payroll.runs.decisions import desk_of, subject_of
from payroll.runs.overview import exception_with_id
from payroll.runs.views.runs import run_frame
from payroll.talk.selectors import Topic
from payroll.talk.views import thread

WAYS_OUT = {
    "no_terms": _("Enter pay terms that hold on the last day of the month (or on the leave date), then compute the month again."),
    "overlapping_shifts": _("Correct the shifts so that no two of this person overlap, then compute the month again."),
    "points_failed": _("Correct the shifts, punches or leave of this person, then compute the month again."),
    "adjustment_without_slip": _("Move the adjustment to a month in which the person has a payslip, or settle it outside the payroll."),
    "rule_failed": _("Correct what the rules were given, then compute the month again."),
    "special_without_slip": _("Move the special to a month in which the person has a payslip, or settle it outside the payroll."),
    "pool_without_nominee": _("Nominate somebody who is eligible and compute again, or let the pool stay undistributed."),
    "campaign_without_sales": _("Check whether sales of this campaign are missing; without any the campaign pays nothing."),
}


@require_safe
def pay_run_exception(request: HttpRequest, month: Month, exception_id: int) -> HttpResponse:
    """What is wrong, what it comes from, what to do."""
    who = sees(request, "run.watch")
    found = run_frame(who, month, "run")
    exception = exception_with_id(found["run"], exception_id)
    if exception is None:
        raise Http404
    if exception.employee and may(who, "pay.see"):
        sees(request, "pay.see", look=LookedAt.PAYSLIP, whose=exception.employee, month=month)
    context = {
        **found,
        "exception": exception,
        "subject": subject_of(exception),
        "sentence": EXCEPTIONS[exception.code],
        "way_out": WAYS_OUT[exception.code],
        "line": failing_line(exception) if exception.code == "rule_failed" else "",
        "tables": tables_of(exception, who),
        "mend": mended_at(exception, who),
        "thread": thread(
            Topic.of_exception(exception), who, reverse("pay-run-exception-talk", kwargs={"month": month, "exception_id": exception_id})
        ),
        "may_leave_out": desk_of(found["run"], who).may_leave_out
        and exception.blocking
        and exception.left_out_by_id is None
        and exception.employee_id != who.employee.pk,
    }
    return render(request, "payroll/exception.html", context)
