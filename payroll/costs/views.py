"""The page of a month's costs (docs/rulebook.md S3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import acts, sees
from csd.access.permissions import may
from csd.lists.views import page_of_list
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.form_pages import do_act, do_form
from payroll.costs.forms import CostForm
from payroll.costs.lists import COSTS
from payroll.costs.services import enter_cost, take_back_cost
from payroll.entering.frame import entries_frame

TICKED_MAX = 200


@require_safe
def costs(request: HttpRequest, month: Month) -> HttpResponse:
    """The costs of a month."""
    return _page(request, sees(request, "cost.see"), month, CostForm())


@require_POST
def cost_new(request: HttpRequest, month: Month) -> HttpResponse:
    """Enter a cost."""
    who = acts(request, "cost.enter")

    def save(given: dict[str, Any]) -> object:
        return enter_cost(month=month, actor=who.employee, **given)

    fields = {"no_campaign": "campaign", "other_month": "campaign", "amount": "amount"}
    here = reverse("costs", kwargs={"month": month})
    return do_form(
        request,
        lambda form, status: _page(request, who, month, form, status),
        CostForm(request.POST),
        save,
        done=_("The cost is entered."),
        to=here,
        beside=fields,
    )


@require_POST
def cost_take_back(request: HttpRequest, month: Month) -> HttpResponse:
    """Take the ticked costs out of the month."""
    who = acts(request, "cost.enter")
    ticked = [int(text) for text in request.POST.getlist("ticked")[:TICKED_MAX] if text.isascii() and text.isdigit() and len(text) < 19]
    here = reverse("costs", kwargs={"month": month})
    if not ticked:
        messages.error(request, _("Tick the costs first."))
        return redirect(here)

    def take() -> object:
        return [take_back_cost(cost_id=cost, actor=who.employee) for cost in ticked]

    done = _("The ticked costs are taken out. What they were stays in the history.")
    return do_act(request, take, done=done, to=here)


def _page(request: HttpRequest, who: Standing, month: Month, form: forms.Form, status: int = 200) -> HttpResponse:
    enters = may(who, "cost.enter")
    bulk = {"url": reverse("cost-take-back", kwargs={"month": month}), "acts": [("take-back", gettext_lazy("Take out of the month"))]}
    listed = page_of_list(request, COSTS, {"month": str(month)})
    listed.table.ticks = enters
    context = {
        **entries_frame(who, month, "costs"),
        "listed": listed,
        "form": form if enters else None,
        "bulk": bulk if enters else None,
        "action": reverse("cost-new", kwargs={"month": month}),
        "form_title": _("Enter a cost"),
        "button": _("Enter the cost"),
    }
    return render(request, "payroll/month_list.html", context, status=status)
