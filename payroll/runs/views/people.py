"""The people of a month beside the month before: what finance looks through before it approves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from csd.http import query_string, sees, sees_pay
from csd.models import LookedAt
from csd.months import Month
from csd.paging import Place
from csd.tables import Column, Link, Sorting, Table
from payroll.runs.comparison import SIFTS, SORTS, people_page, sums_of
from payroll.runs.forms import SiftForm
from payroll.runs.views.runs import frame

_COLUMNS = (
    Column(gettext_lazy("Employee number"), sort="number"),
    Column(gettext_lazy("Name")),
    Column(gettext_lazy("Gross last month"), "money", minor=True, group=True),
    Column(gettext_lazy("Gross"), "money", sort="gross"),
    Column(gettext_lazy("Net last month"), "money", minor=True, group=True),
    Column(gettext_lazy("Net"), "money", sort="net"),
    Column(gettext_lazy("Change of net"), "change", sort="change"),
)


@require_safe
def pay_run_people(request: HttpRequest, month: Month) -> HttpResponse:
    """The table of people, sifted, sorted and searched."""
    who = sees(request, "pay.see")
    found = frame(who, month)
    attempt = found["run"].attempt
    if attempt is None:
        raise Http404
    sees_pay(request, LookedAt.PEOPLE, month=month)
    form = SiftForm(request.GET)
    chosen = form.chosen()
    place = Place.read(SORTS[chosen["sort"]], request.GET.get("after", "")[:400], request.GET.get("before", "")[:400])
    page = people_page(attempt, place, **chosen)
    sums = sums_of(attempt)
    kept = {"only": chosen["sift"], "find": chosen["search"], "sort": chosen["sort"], "down": "on" if chosen["descending"] else ""}
    table = Table(
        _COLUMNS,
        [_row(month, row, gone=chosen["sift"] == "gone") for row in page.rows],
        caption=_("People of the month"),
        sorting=Sorting(chosen["sort"], chosen["descending"], lambda key: _sorted_by(key, kept)),
        before=query_string({**kept, "before": page.before}) if page.before else "",
        after=query_string({**kept, "after": page.after}) if page.after else "",
        empty=(_("Nobody here"), _("Nobody of this month is like that.")),
    )
    chips = [
        {"words": words, "count": sums.counts[key], "url": query_string({**kept, "only": key}), "here": key == chosen["sift"]}
        for key, (words, _condition) in SIFTS.items()
        if sums.counts[key] or not key or key == chosen["sift"]
    ]
    context = {"tab": "people", **found, "table": table, "chips": chips, "form": form, "sift": chosen["sift"], "sums": sums}
    return render(request, "payroll/people.html", context)


def _sorted_by(key: str, kept: dict[str, str]) -> str:
    turned = kept["sort"] == key and not kept["down"]
    return query_string({**kept, "sort": key, "down": "on" if turned else ""})


def _row(month: Month, row: tuple[Any, ...], *, gone: bool) -> tuple[Any, ...]:
    number, name, gross_before, gross, net_before, net, change, provisional = row
    there = month - 1 if gone else month
    link = Link(number, reverse("pay-run-person", kwargs={"month": there, "number": number}), note=_("provisional") if provisional else "")
    return link, name, gross_before, gross, net_before, net, change if net_before is not None else None
