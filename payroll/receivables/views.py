"""Nets below zero of approved months, with what was settled of them (docs/rulebook.md P16)."""

# many imports: a list, a page and its form of what is owed, in one file
from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from csd import formats
from csd.access.asking import acts, asker, sees
from csd.access.models import LookedAt
from csd.access.permissions import may
from csd.lists.views import page_of_list
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.form_pages import do_form
from payroll.entering.frame import corrections_frame
from payroll.receivables.forms import SettlementForm
from payroll.receivables.lists import RECEIVABLES
from payroll.receivables.selectors import Owed, owed_by
from payroll.receivables.services import settle_receivable

_FIELDS = {"amount": "amount", "too_much": "amount", "in_future": "settled_on", "note_needed": "note"}


@require_safe
def receivables(request: HttpRequest) -> HttpResponse:
    """What people owe for approved months, and what is settled."""
    return render(
        request,
        "payroll/receivables.html",
        {"listed": page_of_list(request, RECEIVABLES), **corrections_frame(asker(request), "receivables")},
    )


@require_safe
def receivable(request: HttpRequest, month: Month, number: str) -> HttpResponse:
    """What somebody owes for a month, entry by entry."""
    if not may(asker(request), "pay.see"):
        raise Http404
    owed = _owed(month, number)
    who = sees(request, "pay.see", look=LookedAt.RECEIVABLE, whose=owed.employee, month=month)
    return _receivable(request, who, owed, SettlementForm(initial={"settled_on": timezone.localdate()}))


@require_POST
def receivable_settle(request: HttpRequest, month: Month, number: str) -> HttpResponse:
    """Record what was settled."""
    who = acts(request, "receivable.settle")
    owed = _owed(month, number)

    def save(given: dict[str, Any]) -> object:
        return settle_receivable(month=month, employee=owed.employee, actor=who.employee, **given)

    here = reverse("receivable", kwargs={"month": month, "number": number})
    return do_form(
        request,
        lambda form, status: _receivable(request, who, owed, form, status),
        SettlementForm(request.POST),
        save,
        done=_("The settlement is recorded."),
        to=here,
        beside=_FIELDS,
    )


def _owed(month: Month, number: str) -> Owed:
    found = owed_by(month, number)
    if found is None:
        raise Http404
    return found


def _receivable(request: HttpRequest, who: Standing, owed: Owed, form: forms.Form, status: int = 200) -> HttpResponse:
    title = _("%(person)s, %(month)s") % {"person": owed.employee.name, "month": formats.month(owed.month)}
    settles = may(who, "receivable.settle") and who.employee != owed.employee
    return render(request, "payroll/receivable.html", {"owed": owed, "title": title, "form": form if settles else None}, status=status)
