"""A month of points: one's own, or a person's of one's team; each entry opens to the rows it rests on (docs/rulebook.md O4, A1-A10)."""

# many imports: the page of points shows entries, evidence, months and ways out
from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from attendance.points.evidence import tables_of
from attendance.points.frame import points_frame
from attendance.points.models import Action, EntryKind
from attendance.points.overview import PointsMonth, Shown, points_month, was_employed
from attendance.points.rules import thresholds
from attendance.points.words import MEANINGS, evidence_in_words, rule_in_words, title_of
from csd.access.asking import asker, sees
from csd.access.scope import POINTS, may_see
from csd.lists.tables import Column, Link, Table
from csd.models import Employee
from csd.months import Month
from csd.organisation.standing import Standing, employee_by_number
from csd.shell.beside import answer, shut

PAGE = "attendance/month.html"
_ENTRIES = (
    Column(gettext_lazy("What happened")),
    Column(gettext_lazy("Date"), "moment"),
    Column(gettext_lazy("Counts as"), words=dict(EntryKind.choices), minor=True),
    Column(gettext_lazy("Rule"), minor=True),
    Column(gettext_lazy("Points"), "points"),
)
_BEFORE = (
    Column(gettext_lazy("Month"), "month"),
    Column(gettext_lazy("Score"), "points"),
    Column(gettext_lazy("Leads to"), words=dict(Action.choices)),
)


@require_safe
def my_points(request: HttpRequest) -> HttpResponse:
    """My month that runs."""
    return points_of_month(request, Month.of(timezone.localdate()))


@require_safe
def points_of_month(request: HttpRequest, month: Month, number: str | None = None) -> HttpResponse:
    """A month with its entries and the way to the next threshold."""
    who, found = _month(request, month, number)
    return shut(request) or render(request, PAGE, _context(who, found, number))


@require_safe
def points_entry(request: HttpRequest, month: Month, entry: str, number: str | None = None) -> HttpResponse:
    """An entry with the rows it rests on, beside the month."""
    who, found = _month(request, month, number)
    shown = found.entry_named(entry)
    if shown is None:
        raise Http404
    context = _context(who, found, number)
    beside = {
        "beside": "attendance/entry.html",
        "shown": shown,
        "entry": shown.entry,
        "title": title_of(shown.entry),
        "sentence": evidence_in_words(shown.entry.rule, shown.entry.evidence),
        "rule_text": rule_in_words(shown.entry.rule, found.policy),
        "tables": tables_of(found, shown.entry),
        "month_url": context["month_url"],
        "found": found,
    }
    return answer(request, PAGE, context, beside)


def _month(request: HttpRequest, month: Month, number: str | None) -> tuple[Standing, PointsMonth]:
    """The month of whoever asks, or of somebody they see; 404 for what is not theirs to see, whether it is there or not."""
    who = asker(request) if number is None else sees(request, "points.team")
    person = who.employee if number is None else _seen(who, number)
    if person is None or not was_employed(person, month) or month > Month.of(who.day):
        raise Http404
    return who, points_month(person, month)


def _seen(who: Standing, number: str) -> Employee | None:
    found = employee_by_number(number) if "\0" not in number else None
    return found if found and may_see(who, found, POINTS) else None


def _context(who: Standing, found: PointsMonth, number: str | None) -> dict[str, Any]:
    page = "points-month" if number is None else "points-person"
    where: dict[str, Any] = {"month": found.month} if number is None else {"month": found.month, "number": number}
    return {
        "found": found,
        "own": number is None,
        "month_url": reverse(page, kwargs=where),
        **points_frame(
            who,
            found.month,
            "mine" if number is None else "team",
            lambda other: reverse(page, kwargs={**where, "month": other}),
            lambda other: was_employed(found.person, other),
        ),
        "table": _entries(found, page, where),
        "ways": _ways(found),
        "meaning": MEANINGS.get(found.action, ""),
        "action": Action(found.action) if found.action else None,
        "low_in_a_row": _low_in_a_row(found),
        "before": Table(_BEFORE, [_before_row(found, row, page, where) for row in found.before], caption=_("Months before")),
    }


def _entries(found: PointsMonth, page: str, where: dict[str, Any]) -> Table:
    address = "points-entry" if page == "points-month" else "points-person-entry"
    rows = [_entry_row(shown, reverse(address, kwargs={**where, "entry": shown.key})) for shown in found.entries]
    nothing = (_("No points taken"), _("What takes points appears here, with what it rests on."))
    taken = sum(shown.entry.points for shown in found.entries)
    return Table(_ENTRIES, rows, total=(_("Sum"), None, "", "", taken) if rows else (), caption=_("Entries of the month"), empty=nothing)


def _entry_row(shown: Shown, url: str) -> tuple[Any, ...]:
    entry = shown.entry
    what = Link(str(title_of(entry)), url, explains=True, note=evidence_in_words(entry.rule, entry.evidence))
    return what, shown.at, entry.kind, entry.rule, entry.points


def _ways(found: PointsMonth) -> list[dict[str, Any]]:
    """A10: each score that leads to something, how far away it is and what happens then."""
    if found.score is None:
        return []
    scores = {month: score for month, score, _action in found.before}
    reached = thresholds(found.score, scores.get(found.month - 1), scores.get(found.month - 2), found.policy)
    return [{"word": Action(way.action).label, "at": way.at, "left": way.left, "meaning": MEANINGS[way.action]} for way in reached]


def _low_in_a_row(found: PointsMonth) -> int:
    """How many months in a row before this one were at or below the score for a warning."""
    count, scores = 0, {month: score for month, score, _action in found.before}
    while scores.get(found.month - count - 1, found.policy.start_points) <= found.policy.warn_at:
        count += 1
    return count


def _before_row(found: PointsMonth, row: tuple[Month, Any, str], page: str, where: dict[str, Any]) -> tuple[Any, ...]:
    month, score, action = row
    # a score that was loaded has no entries behind it
    return (Link(month, reverse(page, kwargs={**where, "month": month})) if action else month), score, action
