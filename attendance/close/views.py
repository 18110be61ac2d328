"""A team's month, and the close of a month: where everybody stands, what is missing, what is to do next (docs/rulebook.md O4, A10, A11)."""

# many imports: a team, the close and what is missing stand beside one another
from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from attendance.close.services import ask_to_prepare
from attendance.close.tasks import prepare as prepare_job
from attendance.points.frame import points_frame
from attendance.points.lists import ACTIONS, FINDINGS, TEAM, actions_of, closed_attempt, preparation_of
from attendance.points.models import FindingKind
from csd import formats
from csd.access.asking import acts, sees
from csd.access.permissions import may
from csd.calendar.selectors import month_is_known
from csd.closing.state import closing_of
from csd.jobs.progress import progress_of
from csd.jobs.selectors import open_job
from csd.lists.views import page_of_list
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.form_pages import do_act


@require_safe
def team(request: HttpRequest, month: Month) -> HttpResponse:
    """The people somebody sees, with their scores."""
    who = sees(request, "points.team")
    context = {
        **_frame(who, month, "team"),
        "listed": page_of_list(request, TEAM, {"month": str(month)}),
        "provisional": closed_attempt(month) is None,
        "preparation": preparation_of(month),
    }
    return render(request, "attendance/team.html", context)


@require_safe
def month_close(request: HttpRequest, month: Month) -> HttpResponse:
    """How far a month is: scores, what is missing, what comes next."""
    who = sees(request, "points.close")
    preparation, attempt = preparation_of(month), closed_attempt(month)
    running = open_job(prepare_job, str(month))
    counts = {"actions": actions_of(attempt), "kinds": {}} if attempt else preparation.counts if preparation else {}
    context = {
        **_frame(who, month, "close"),
        "closed": attempt is not None,
        "closing": closing_of(who, month),
        "preparation": preparation,
        "people": sum(counts.get("actions", {}).values()),
        "actions": _actions(month, counts.get("actions", {})),
        "missing": [] if attempt else _missing(month, counts.get("kinds", {})),
        "calendar_known": month_is_known(month),
        "progress": progress_of(running) if running else None,
        "may_prepare": running is None and attempt is None and may(who, "points.prepare"),
    }
    return render(request, "attendance/close.html", context)


@require_safe
def missing(request: HttpRequest, month: Month) -> HttpResponse:
    """The rows behind what is missing."""
    who = sees(request, "points.close")
    context = {**_frame(who, month, "close"), "listed": page_of_list(request, FINDINGS, {"month": str(month)})}
    return render(request, "attendance/missing.html", context)


@require_POST
def prepare(request: HttpRequest, month: Month) -> HttpResponse:
    """Have the month prepared now."""
    who = acts(request, "points.prepare")
    return do_act(
        request,
        lambda: ask_to_prepare(month=month, actor=who.employee),
        done=_("%(month)s is being prepared.") % {"month": formats.month(month)},
        to=reverse("points-close", kwargs={"month": month}),
    )


def _frame(who: Standing, month: Month, tab: str) -> dict[str, Any]:
    """What every page of a month shows; a month that has not begun does not exist yet."""
    if month > Month.of(who.day):
        raise Http404
    return points_frame(who, month, tab, lambda other: reverse(f"points-{tab}", kwargs={"month": other}))


def _actions(month: Month, counts: dict[str, int]) -> list[dict[str, Any]]:
    url = reverse("points-team", kwargs={"month": month})
    return [{"word": word, "count": counts.get(value, 0), "url": f"{url}?action={value}"} for value, word in ACTIONS.items()]


def _missing(month: Month, counts: dict[str, int]) -> list[dict[str, Any]]:
    url = reverse("points-missing", kwargs={"month": month})
    return [{"word": kind.label, "count": counts.get(kind.value, 0), "url": f"{url}?kind={kind.value}"} for kind in FindingKind]
