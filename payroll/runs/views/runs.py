"""Pay runs: the list of months, one month with what it waits for, its people, what recomputing changed (docs/rulebook.md P17, O4)."""

# many imports: the page of a month shows what every subject of a close has to say about it
from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from csd.access.asking import asker, by_itself, sees
from csd.access.permissions import may
from csd.calendar.selectors import missing_year
from csd.jobs.progress import answer
from csd.lists.addresses import page_links
from csd.lists.paging import Key, PagePlace, page_of
from csd.lists.tables import Column, Link, Table
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.period import View, month_frame, views_for
from payroll.lines.words import LINES
from payroll.runs.decisions import desk_of
from payroll.runs.forms import MonthForm
from payroll.runs.models import Run, RunState
from payroll.runs.overview import MonthOfRun, difference_query, next_month, runs_of_all_months, shown
from payroll.runs.selectors import current_attempt, run_of
from payroll.talk.models import About
from payroll.talk.selectors import Topic
from payroll.talk.views import thread

_LIST = (
    Column(gettext_lazy("Month"), "month"),
    Column(gettext_lazy("State"), words=dict(RunState.choices)),
    Column(gettext_lazy("Payslips"), "number"),
    Column(gettext_lazy("Exceptions"), "number"),
    Column(gettext_lazy("Computed by"), minor=True),
)
_AMOUNTS = (Column(gettext_lazy("Gross"), "money"), Column(gettext_lazy("Net"), "money"))
_DIFFERENCES = (
    Column(gettext_lazy("Employee number")),
    Column(pgettext_lazy("person", "Name")),
    Column(gettext_lazy("Line"), words=LINES),
    Column(gettext_lazy("Before"), "money"),
    Column(gettext_lazy("After"), "money"),
    Column(gettext_lazy("Change"), "change"),
)


@require_safe
def pay_runs(request: HttpRequest) -> HttpResponse:
    """The months and what comes next."""
    who = sees(request, "run.watch")
    suggested = next_month()
    return list_page(request, who, MonthForm(initial={"month": str(suggested) if suggested else ""}))


def list_page(request: HttpRequest, who: Standing, form: Form, status: int = 200) -> HttpResponse:
    """The list of months, with the form to begin one for whoever may."""
    amounts = may(who, "pay.see")
    rows = [_list_row(entry, amounts=amounts) for entry in runs_of_all_months()]
    table = Table((*_LIST, *(_AMOUNTS if amounts else ())), rows, empty=(_("No month has been computed yet"), ""))
    context = {
        "table": table,
        "form": form if may(who, "run.prepare") else None,
        "missing_year": missing_year(timezone.localdate()) if may(who, "calendar.confirm") else None,
    }
    return render(request, "payroll/runs.html", context, status=status)


@require_safe
def pay_run(request: HttpRequest, month: Month) -> HttpResponse:
    """A month: its state, what can be done now, exceptions, what happened."""
    who = sees(request, "run.watch")
    found = run_frame(who, month, "run")
    talk = thread(Topic(month, About.RUN), who, reverse("pay-run-talk", kwargs={"month": month}))
    return render(request, "payroll/run.html", {**found, "desk": desk_of(found["run"], who), "thread": talk})


@by_itself
@require_safe
def progress(request: HttpRequest, month: Month) -> HttpResponse:
    """How far the computing is; requests the whole page again once it is over."""
    sees(request, "run.watch")
    attempt = current_attempt(month)
    if attempt is None:
        raise Http404
    return answer(request, shown(attempt))


@require_safe
def differences(request: HttpRequest, month: Month) -> HttpResponse:
    """The lines that recomputing has changed."""
    found = run_frame(asker(request), month, "differences")
    keys = (Key("k1"), Key("k2"))
    attempt = found["run"].attempt
    if attempt is None:
        raise Http404
    sees(request, "pay.see", month=month, detail="differences")
    page = page_of(difference_query(), {"attempt": attempt.pk}, keys, PagePlace.asked(keys, request.GET))
    rows = [(Link(number, reverse("pay-run-person", kwargs={"month": month, "number": number})), *rest) for number, *rest in page.rows]
    before, after = page_links(page.before, page.after)
    empty = _("Nothing changed"), _("The month was computed once, or computing it again gave the same figures.")
    table = Table(_DIFFERENCES, rows, empty=empty, before=before, after=after)
    return render(request, "payroll/differences.html", {**found, "table": table})


def run_frame(who: Standing, month: Month, tab: str) -> dict[str, Any]:
    """What every page of a month's run shows: its name, state and views; 404 where there is no run."""
    run = run_of(month)
    if run is None:
        raise Http404
    around = month_frame(month, label=_("Views of this pay run"), views=_views(who, run), tab=tab)
    return {"run": run, "state": RunState(run.state), **around}


def _views(who: Standing, run: Run) -> list[View]:
    """The views of a run that this person may open."""
    views = [("run", _("Overview"), "pay-run", "run.watch")]
    if run.attempt_id:
        views += [
            ("people", _("People"), "pay-run-people", "pay.see"),
            ("exceptions", _("Exceptions"), "pay-run-exceptions", "run.watch"),
            ("differences", _("Changed by computing again"), "pay-run-differences", "pay.see"),
            ("waterfall", _("Waterfall"), "waterfall", "waterfall.see"),
        ]
    where = {"month": run.month}
    return views_for(who, [(key, word, reverse(page, kwargs=where), right) for key, word, page, right in views])


def _list_row(entry: MonthOfRun, *, amounts: bool) -> tuple[Any, ...]:
    month = Link(entry.month, reverse("pay-run", kwargs={"month": entry.month}), note=_("being computed") if entry.running else "")
    found = entry.summary
    row = (month, entry.state, found.get("slips"), found.get("exceptions"), entry.computed_by)
    return (*row, *(_amount(found.get(name)) for name in ("gross", "net"))) if amounts else row


def _amount(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None
