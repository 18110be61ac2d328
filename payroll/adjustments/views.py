"""Adjustments of approved months (docs/rulebook.md P17)."""

# many imports: a list, the page of one, its form and its two steps
from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import acts, asker, sees
from csd.access.models import LookedAt
from csd.access.permissions import may
from csd.lists.views import page_of_list
from csd.months import Month
from csd.shell.form_pages import do_act, do_form, forms_only
from payroll.adjustments import services
from payroll.adjustments.forms import AdjustmentForm, WithdrawForm
from payroll.adjustments.lists import ADJUSTMENTS
from payroll.adjustments.models import Adjustment
from payroll.adjustments.selectors import adjustment_with_id, month_is_open
from payroll.entering.frame import corrections_frame
from payroll.lines.words import LINES

_FIELDS = {
    "amount": "amount",
    "reason_needed": "reason",
    "no_such_line": "line",
    "not_later": "month",
    "approved": "month",
    "not_approved": "corrects",
    "no_slip": "employee",
}


@require_safe
def adjustments(request: HttpRequest) -> HttpResponse:
    """All adjustments."""
    context = {
        "listed": page_of_list(request, ADJUSTMENTS),
        "proposes": may(asker(request), "adjustment.propose"),
        **corrections_frame(asker(request), "adjustments"),
    }
    return render(request, "payroll/adjustments.html", context)


@forms_only
def adjustment_new(request: HttpRequest) -> HttpResponse:
    """Propose an adjustment; the address may say of whom, of which month and line."""
    who = acts(request, "adjustment.propose")
    initial = {name: request.GET.get(name, "")[:40] for name in ("employee", "corrects", "line")}
    form = AdjustmentForm(request.POST or None, initial={**initial, "month": str(Month.of(timezone.localdate()))})

    def save(given: dict[str, Any]) -> object:
        return services.propose_adjustment(actor=who.employee, **given)

    return do_form(
        request,
        lambda form, status: render(request, "payroll/adjustment_new.html", {"form": form}, status=status),
        form,
        save,
        done=_("The adjustment is proposed; somebody else approves it."),
        to=reverse("adjustments"),
        beside=_FIELDS,
    )


@require_safe
def adjustment(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """An adjustment with what can be decided."""
    found = _adjustment(adjustment_id) if may(asker(request), "pay.see") else None
    if found is None:
        raise Http404
    who = sees(request, "pay.see", look=LookedAt.ADJUSTMENT, whose=found.employee, month=found.month)
    me = who.employee.pk
    still = found.withdrawn_at is None and month_is_open(found.month)
    context = {
        "adjustment": found,
        "line": LINES.get(found.line, found.line),
        "line_url": reverse(
            "pay-run-person-line", kwargs={"month": found.corrects, "number": found.employee.employee_no, "line": found.line}
        ),
        "approves": still
        and found.approved_at is None
        and may(who, "adjustment.approve")
        and me not in (found.proposed_by_id, found.employee_id),
        "withdraws": still and may(who, "adjustment.approve") and services.withdrawal_concerns(found).person_id != me,
    }
    return render(request, "payroll/adjustment.html", context)


@require_POST
def adjustment_approve(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """Approve what somebody else proposed."""
    who = acts(request, "adjustment.approve")
    found = _adjustment(adjustment_id)

    def act() -> object:
        return services.approve_adjustment(adjustment=found, actor=who.employee)

    return do_act(request, act, done=_("The adjustment is approved; it is paid when its month is computed."), to=_page(found))


@require_POST
def adjustment_withdraw(request: HttpRequest, adjustment_id: int) -> HttpResponse:
    """Take an adjustment back."""
    # the service asks whether they may propose or approve; whoever proposes may approve that of others
    who = acts(request, "adjustment.approve")
    found, form = _adjustment(adjustment_id), WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""

    def act() -> object:
        return services.withdraw_adjustment(adjustment=found, actor=who.employee, reason=reason)

    return do_act(request, act, done=_("The adjustment is withdrawn; it stays on record and is not paid."), to=_page(found))


def _adjustment(adjustment_id: int) -> Adjustment:
    found = adjustment_with_id(adjustment_id) if adjustment_id < 2**63 else None
    if found is None:
        raise Http404
    return found


def _page(found: Adjustment) -> str:
    return reverse("adjustment", kwargs={"adjustment_id": found.pk})
