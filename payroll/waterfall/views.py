"""The waterfall of a month: from sales to the bonus pools, each line down to its rows (docs/rulebook.md O4, P7, P8)."""

# many imports: the page of a waterfall shows its lines, its picture, its files and their explanations
from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from csd import formats
from csd.access.asking import sees
from csd.access.permissions import may
from csd.lists.tables import Column, Link, Table
from csd.models import Attempt, LookedAt
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.beside import answer, shut
from payroll.explanations.opened import explained_waterfall
from payroll.explanations.views import Subject, explained_input, explained_line
from payroll.payslips.access import sees_persons, waterfall_attempt, waterfall_months
from payroll.review.comparison import attempt_before, waterfall_lines
from payroll.runs.models import RunState
from payroll.waterfall.chart import bars
from payroll.waterfall.words import WATERFALL_LINES

PAGE = "payroll/waterfall.html"
# line → how it enters the one below: as a sum, taken off, or as it is
_SHAPE: tuple[tuple[str, str], ...] = (
    ("sales", ""),
    ("comm_sales", "less"),
    ("cost", "less"),
    ("gross_margin", "sum"),
    ("comm_order", "less"),
    ("guarantee", "less"),
    ("comm_target", "less"),
    ("promotion", "less"),
    ("courier", "less"),
    ("other", "less"),
    ("net_profit", "sum"),
    ("total_target", "sum"),
    ("base_sum", ""),
    ("gate", "sum"),
    ("pool_staff", ""),
    ("pool_management", ""),
    ("pool_operations", ""),
)
# what the picture shows: from sales to net profit, then the target beside what it has to reach
_PICTURE = tuple(
    (name, shape if shape == "less" else "")
    for name, shape in _SHAPE
    if name not in ("gate", "pool_staff", "pool_management", "pool_operations")
)
_COLUMNS = (
    Column(gettext_lazy("Month"), "month"),
    Column(gettext_lazy("Sales"), "money"),
    Column(gettext_lazy("Gross margin"), "money", minor=True),
    Column(gettext_lazy("Net profit"), "money"),
    Column(gettext_lazy("Total target"), "money"),
    Column(gettext_lazy("Sum of base salaries"), "money", minor=True),
    Column(gettext_lazy("State"), words=dict(RunState.choices)),
)


@require_safe
def waterfalls(request: HttpRequest) -> HttpResponse:
    """The waterfalls of all months."""
    found = waterfall_months(sees(request, "waterfall.see"))
    rows = [
        (
            Link(month, reverse("waterfall", kwargs={"month": month})),
            *(Decimal(lines[name]) for name in ("sales", "gross_margin", "net_profit", "total_target", "base_sum")),
            state,
        )
        for month, state, lines in found
    ]
    empty = _("No waterfall yet"), _("It is there once a month's pay run is computed.")
    return render(request, "payroll/waterfalls.html", {"table": Table(_COLUMNS, rows, empty=empty)})


@require_safe
def waterfall(request: HttpRequest, month: Month) -> HttpResponse:
    """A month's waterfall with last month's beside it."""
    who, attempt = _found(request, month)
    return shut(request) or render(request, PAGE, _context(who, _subject(who, attempt)))


@require_safe
def waterfall_line(request: HttpRequest, month: Month, line: str) -> HttpResponse:
    """A line explained beside the waterfall."""
    who, attempt = _found(request, month)
    subject = _subject(who, attempt)
    return answer(request, PAGE, _context(who, subject), explained_line(subject, line))


@require_safe
def waterfall_input(request: HttpRequest, month: Month, line: str, kind: str, name: str) -> HttpResponse:
    """Where a number of a line comes from, beside the waterfall."""
    who, attempt = _found(request, month)
    subject = _subject(who, attempt)
    if sees_persons(who):
        sees(request, "pay.see", look=LookedAt.WATERFALL, month=month, detail=f"{line} {name}")
    return answer(request, PAGE, _context(who, subject), explained_input(subject, line, kind, name, request.GET))


def _found(request: HttpRequest, month: Month) -> tuple[Standing, Attempt]:
    who = sees(request, "waterfall.see")
    attempt = waterfall_attempt(who, month)
    if attempt is None:
        raise Http404
    return who, attempt


def _subject(who: Standing, attempt: Attempt) -> Subject:
    explained = explained_waterfall(attempt, persons=sees_persons(who))
    title = _("Waterfall, %(month)s") % {"month": formats.month(attempt.month)}
    people = "pay-run-person" if sees_persons(who) else ""
    return Subject(explained, "waterfall", {"month": attempt.month}, title, waterfall_lines(attempt), people)


def _context(who: Standing, subject: Subject) -> dict[str, Any]:
    attempt = subject.explained.attempt
    before = attempt_before(attempt)
    past = waterfall_lines(before) if before else {}
    gate = bool(subject.explained.stored.replay()["gate"])
    return {
        "subject": subject,
        "month": attempt.month,
        "before": attempt.month - 1 if past else None,
        "state": RunState(attempt.run.state),
        "lines": [_line(subject, past, name, shape, gate) for name, shape in _SHAPE],
        "bars": [
            {"bar": bar, "label": WATERFALL_LINES[bar.name], "url": subject.line_url(bar.name)} for bar in bars(subject.stored, _PICTURE)
        ],
        "gate": gate,
        "run_too": may(who, "run.watch"),
    }


def _line(subject: Subject, past: Mapping[str, Any], name: str, shape: str, gate: bool) -> dict[str, Any]:
    shown = {"label": WATERFALL_LINES[name], "url": subject.line_url(name), "shape": shape}
    if name == "gate":
        return {**shown, "words": formats.yes_no(gate), "amount": None, "past": None}
    sign = -1 if shape == "less" else 1
    return {**shown, "amount": subject.stored[name] * sign, "past": past[name] * sign if name in past else None}
