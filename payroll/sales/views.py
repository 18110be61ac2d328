"""The pages of sales and campaigns: found, entered, completed, cancelled, given back (docs/rulebook.md S1, S4, P6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import acts, sees
from csd.access.permissions import may
from csd.lists.views import page_of_list
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.form_pages import do_act, do_form, forms_only
from payroll.entering.frame import entries_frame
from payroll.sales.forms import CampaignForm, ReturnForm, SaleForm, StatusForm
from payroll.sales.lists import CAMPAIGNS, SALES, sales_arguments
from payroll.sales.models import Sale, SaleKind, SaleStatus
from payroll.sales.selectors import changes_of, entered_by, sale_seen
from payroll.sales.services import MOVES, enter_campaign, enter_sale, give_back, set_status


@require_safe
def sales(request: HttpRequest) -> HttpResponse:
    """The report of a month, or all rows of an order: whose they are shows at once."""
    who = sees(request, "sales.enter")
    arguments = sales_arguments(request.GET.get("order", ""), request.GET.get("month", ""))
    month = Month.parse(arguments["month"]) if "month" in arguments else Month.of(timezone.localdate())
    listed = page_of_list(request, SALES, arguments)
    context = {**entries_frame(who, month, "sales"), "listed": listed, "arguments": arguments}
    return render(request, "payroll/sales.html", context)


@forms_only
def sale_new(request: HttpRequest) -> HttpResponse:
    """Add a line to one's own report, or to that of somebody one leads."""
    who = acts(request, "sales.enter")
    form = SaleForm(request.POST or None, initial={"date": timezone.localdate()})

    def save(given: dict[str, Any]) -> object:
        return enter_sale(agent=given["agent"] or who.employee, line=form.line(), key=given["key"], actor=who.employee)

    fields = {"not_theirs": "agent", "in_future": "date", "before_hire": "date", "approved": "date", "no_campaign": "campaign"}
    return do_form(
        request,
        lambda form, status: _new(request, who, form, status),
        form,
        save,
        done=_("The sale is entered."),
        to=reverse("sales"),
        beside=fields,
    )


@require_safe
def sale(request: HttpRequest, sale_id: int) -> HttpResponse:
    """A row with what happened to it, and what can be done."""
    who = sees(request, "sales.enter")
    return _sale_page(request, who, _found(who, sale_id), ReturnForm(initial={"day": timezone.localdate()}))


@require_POST
def sale_status(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Complete or cancel a row."""
    who = acts(request, "sales.settle")
    found, form = _found(who, sale_id), StatusForm(request.POST)
    to, was = (form.cleaned_data["to"], form.cleaned_data["was"]) if form.is_valid() else ("", "")

    def change() -> object:
        return set_status(sale=found, was=was, to=to, actor=who.employee)

    return do_act(request, change, done=_("The state is changed."), to=reverse("sale", kwargs={"sale_id": sale_id}))


@require_POST
def sale_return(request: HttpRequest, sale_id: int) -> HttpResponse:
    """Record that goods came back."""
    who = acts(request, "sales.settle")
    found, form = _found(who, sale_id), ReturnForm(request.POST)

    def save(given: dict[str, Any]) -> object:
        return give_back(sale=found, actor=who.employee, **given)

    fields = {"before_sale": "day", "in_future": "day", "approved": "day", "more_than_sold": "amount", "amount": "amount"}
    here = reverse("sale", kwargs={"sale_id": sale_id})
    return do_form(
        request,
        lambda form, status: _sale_page(request, who, found, form, status),
        form,
        save,
        done=_("What was given back is entered."),
        to=here,
        beside=fields,
    )


@require_safe
def campaigns(request: HttpRequest, month: Month) -> HttpResponse:
    """The campaigns of a month."""
    return _campaigns(request, sees(request, "campaign.see"), month, CampaignForm())


@require_POST
def campaign_new(request: HttpRequest, month: Month) -> HttpResponse:
    """Enter a campaign."""
    who = acts(request, "campaign.enter")

    def save(given: dict[str, Any]) -> object:
        return enter_campaign(month=month, actor=who.employee, **given)

    fields = {"code_taken": "code", "code_needed": "code", "own_campaign": "owner", "amount": "budget"}
    here = reverse("campaigns", kwargs={"month": month})
    return do_form(
        request,
        lambda form, status: _campaigns(request, who, month, form, status),
        CampaignForm(request.POST),
        save,
        done=_("The campaign is entered."),
        to=here,
        beside=fields,
    )


def _found(who: Standing, sale_id: int) -> Sale:
    found = sale_seen(who, sale_id) if sale_id < 2**63 else None
    if found is None:
        raise Http404
    return found


def _new(request: HttpRequest, who: Standing, form: forms.Form, status: int = 200) -> HttpResponse:
    if not may(who, "sales.settle"):
        form.fields["agent"].widget = forms.HiddenInput()
    return render(request, "payroll/sale_new.html", {"form": form, "settles": may(who, "sales.settle")}, status=status)


def _sale_page(request: HttpRequest, who: Standing, found: Sale, form: forms.Form, status: int = 200) -> HttpResponse:
    settles = may(who, "sales.settle") and found.employee_id != who.employee.pk
    context = {
        "sale": found,
        "moves": [SaleStatus(to) for to in MOVES.get(SaleStatus(found.status), ())] if settles else [],
        "form": form if settles and found.kind == SaleKind.SALE and found.status == SaleStatus.COMPLETED else None,
        "changes": [(SaleStatus(change.status).label, change.until, change.by) for change in changes_of(found)],
        "entered": entered_by(found),
    }
    return render(request, "payroll/sale.html", context, status=status)


def _campaigns(request: HttpRequest, who: Standing, month: Month, form: forms.Form, status: int = 200) -> HttpResponse:
    context = {
        **entries_frame(who, month, "campaigns"),
        "listed": page_of_list(request, CAMPAIGNS, {"month": str(month)}),
        "form": form if may(who, "campaign.enter") else None,
        "action": reverse("campaign-new", kwargs={"month": month}),
        "form_title": _("Enter a campaign"),
        "button": _("Enter the campaign"),
    }
    return render(request, "payroll/month_list.html", context, status=status)
