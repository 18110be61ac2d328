"""Steps of a run's life, one address each, by POST. Every one calls one service and leads back to the month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from csd import formats
from csd.access.asking import acts
from csd.months import Month
from csd.shell.form_pages import do_act, do_form
from payroll.runs import services
from payroll.runs.forms import MonthForm, StepForm
from payroll.runs.overview import exception_with_id
from payroll.runs.selectors import run_of
from payroll.runs.views.runs import list_page

# why a month cannot be computed (payroll.runs.readiness) stands at the field it was typed into
_BESIDE_THE_MONTH = dict.fromkeys(("approved", "not_over", "no_calendar", "month_before", "later_approved"), "month")


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Compute the month that was typed."""
    who = acts(request, "run.prepare")
    return do_form(
        request,
        lambda form, status: list_page(request, who, form, status),
        MonthForm(request.POST),
        lambda given: services.start_run(month=given["month"], actor=who.employee),
        done="",
        to=lambda attempt: reverse("pay-run", kwargs={"month": attempt.month}),
        beside=_BESIDE_THE_MONTH,
    )


@require_POST
def start(request: HttpRequest, month: Month) -> HttpResponse:
    """Compute again."""
    return _step(request, month, "run.prepare", lambda **given: services.start_run(**_only(given, "revision")))


@require_POST
def cancel(request: HttpRequest, month: Month) -> HttpResponse:
    """End the computing under way."""

    def end(**given: Any) -> None:
        ended = services.cancel_run(**_only(given, "number"))
        words = _("The computing was ended. What it had written is gone; the figures from before stay as they were.")
        messages.success(request, words if ended else _("Nothing was ended: it was over already."))

    return _step(request, month, "run.prepare", end)


@require_POST
def review(request: HttpRequest, month: Month) -> HttpResponse:
    """Say that the figures were looked through."""
    done = _("%(month)s is reviewed.")
    return _step(request, month, "run.review", lambda **given: services.review_run(**_only(given, "revision")), done)


@require_POST
def approve(request: HttpRequest, month: Month) -> HttpResponse:
    """Approve; the reason accepts nets below zero (P16)."""

    def approved(*, reason: str, **given: Any) -> object:
        return services.approve_run(accept_negative=reason, **_only(given, "revision"))

    return _step(request, month, "run.approve", approved, _("%(month)s is approved. Everybody now sees their own payslip."))


@require_POST
def pay(request: HttpRequest, month: Month) -> HttpResponse:
    """Say that it is paid."""
    done = _("%(month)s is marked as paid.")
    return _step(request, month, "run.pay", lambda **given: services.pay_run(**_only(given, "revision")), done)


@require_POST
def leave_out(request: HttpRequest, month: Month, exception_id: int) -> HttpResponse:
    """Let approval go on without somebody who cannot be computed."""
    who = acts(request, "run.review")
    run = run_of(month)
    found = exception_with_id(run, exception_id) if run else None
    if found is None:
        raise Http404
    done = _("Approval no longer waits for this.")
    return _step(
        request, month, "run.review", lambda **given: services.leave_out(exception=found, actor=who.employee, reason=given["reason"]), done
    )


def _step(request: HttpRequest, month: Month, permission: str, take: Callable[..., object], done: str = "") -> HttpResponse:
    """Take a step and go back to the month; a refusal is said there, and nothing is changed."""
    who = acts(request, permission)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("pay-run", month=month)
    words = done % {"month": formats.month(month)} if done else ""
    here = reverse("pay-run", kwargs={"month": month})
    return do_act(request, lambda: take(month=month, actor=who.employee, **form.cleaned_data), done=words, to=here)


def _only(given: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in ("month", "actor", *names)}
