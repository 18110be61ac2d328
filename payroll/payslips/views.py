"""Payslips: one's own, and those of others for whoever may see them (docs/rulebook.md O4, P18)."""

# many imports: the page of a payslip shows its lines, answers, corrections, talk and files
from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csd import formats
from csd.access.asking import asker, sees
from csd.access.permissions import may
from csd.formula import DEDUCTION, EARNING, EMPLOYER
from csd.lists.addresses import query_string
from csd.lists.tables import Column, Link, Table
from csd.models import Attempt, Employee, LookedAt
from csd.money import ZERO
from csd.months import Month
from csd.shell.beside import answer, shut
from payroll.answers.views import answering
from payroll.explanations.opened import explained_slip
from payroll.explanations.views import Subject, explained_input, explained_line
from payroll.lines.rules import PAYSLIP
from payroll.payslips.access import SETTLED, OwnSlip, own_attempt, own_slips, slip_of
from payroll.review.comparison import attempt_before, heading_of, line_amounts
from payroll.runs.models import RunState
from payroll.talk.models import About
from payroll.talk.selectors import Topic
from payroll.talk.views import thread

PAGE = "payroll/payslip.html"
_YEAR = (
    Column(gettext_lazy("Month")),
    Column(gettext_lazy("Gross"), "money"),
    Column(gettext_lazy("Insurance and housing fund"), "money", minor=True),
    Column(gettext_lazy("Income tax"), "money"),
    Column(gettext_lazy("Net"), "money"),
    Column(gettext_lazy("State"), words=dict(RunState.choices), minor=True),
)


@require_safe
def my_payslips(request: HttpRequest) -> HttpResponse:
    """The months in which I was paid."""
    years: dict[int, list[OwnSlip]] = {}
    for slip in own_slips(asker(request)):
        years.setdefault(slip.month.year, []).append(slip)
    return render(request, "payroll/payslips.html", {"years": [(year, _year(slips), slips[0]) for year, slips in years.items()]})


def _year(slips: list[OwnSlip]) -> Table:
    """The months of a year, newest first, and what they come to."""
    rows = [
        (
            Link(formats.month(slip.month), reverse("payslip", kwargs={"month": slip.month})),
            slip.gross,
            slip.insurance,
            slip.tax,
            slip.net,
            RunState(slip.state),
        )
        for slip in slips
    ]
    sums = [sum(amounts, ZERO) for amounts in zip(*[(slip.gross, slip.insurance, slip.tax, slip.net) for slip in slips], strict=True)]
    return Table(_YEAR, rows, caption=str(slips[0].month.year), total=(_("Months shown together"), *sums, None))


@require_safe
def payslip(request: HttpRequest, month: Month, number: str | None = None) -> HttpResponse:
    """A payslip with last month's beside it."""
    attempt, employee = _slip(request, month, number)
    return shut(request) or render(request, PAGE, _context(request, _subject(attempt, employee, month, number), employee))


@require_safe
def payslip_line(request: HttpRequest, month: Month, line: str, number: str | None = None) -> HttpResponse:
    """A line explained beside the payslip."""
    attempt, employee = _slip(request, month, number)
    subject = _subject(attempt, employee, month, number)
    found = explained_line(subject, line)
    if _settled(attempt):
        where = {**subject.where, "line": line}
        topic = Topic(month, About.LINE, line, employee)
        found["thread"] = thread(topic, asker(request), reverse(f"{subject.page}-talk", kwargs=where))
        found["adjust_url"] = _adjust_url(request, employee, month, line)
        found["adjustments_url"] = _adjustments_url(request, employee)
    return answer(request, PAGE, _context(request, subject, employee), found)


@require_safe
def payslip_input(request: HttpRequest, month: Month, line: str, kind: str, name: str, number: str | None = None) -> HttpResponse:
    """Where a number of a line comes from, beside the payslip."""
    attempt, employee = _slip(request, month, number)
    subject = _subject(attempt, employee, month, number)
    return answer(request, PAGE, _context(request, subject, employee), explained_input(subject, line, kind, name, request.GET))


def _slip(request: HttpRequest, month: Month, number: str | None) -> tuple[Attempt, Employee]:
    """The computing and the person; 404 for what is not theirs to see, whether it is there or not."""
    if number is None:
        who = asker(request)
        attempt = own_attempt(who, month)
        if attempt is None:
            raise Http404
        return attempt, who.employee
    found = slip_of(asker(request), month, number)
    if found is None:
        raise Http404
    sees(request, "pay.see", look=LookedAt.PAYSLIP, whose=found[1], month=month)
    return found


def _subject(attempt: Attempt, employee: Employee, month: Month, number: str | None) -> Subject:
    where: dict[str, Any] = {"month": month} if number is None else {"month": month, "number": number}
    page = "payslip" if number is None else "pay-run-person"
    title = _("%(person)s, %(month)s") % {"person": employee.name, "month": formats.month(month)}
    return Subject(explained_slip(attempt, employee.employee_no), page, where, title, _with_zeros(line_amounts(attempt, employee.pk)))


def _with_zeros(lines: dict[str, Decimal]) -> dict[str, Decimal]:
    return {formula.name: lines.get(formula.name, Decimal(0)) for formula in PAYSLIP.newest().values() if formula.money}


def _context(request: HttpRequest, subject: Subject, employee: Employee) -> dict[str, Any]:
    attempt = subject.explained.attempt
    before = attempt_before(attempt)
    past = line_amounts(before, employee.pk) if before else {}
    edition = subject.explained.stored.reader.edition

    def rows(names: list[str], sign: int = 1) -> list[dict[str, Any]]:
        return [_row(subject, name, past, sign) for name in names]

    return {
        "subject": subject,
        "employee": employee,
        "pdf_url": _pdf_url(request, subject),
        "month": attempt.month,
        "before": attempt.month - 1 if past else None,
        "state": _state(attempt),
        "net": subject.stored["net"],
        "groups": [
            (gettext_lazy("Earnings"), rows(edition.lines(EARNING)), _row(subject, "gross", past)),
            (gettext_lazy("Deductions"), rows(edition.lines(DEDUCTION), -1), None),
        ],
        "net_row": _row(subject, "net", past),
        "employers": rows(edition.lines(EMPLOYER)),
        "answer": answering(attempt.month, employee, own=subject.page == "payslip") if _settled(attempt) else None,
        "heading": heading_of(attempt, employee.pk),
        "workdays": len(subject.explained.stored.reader.context.workdays),
    }


def _pdf_url(request: HttpRequest, subject: Subject) -> str:
    """Where the payslip on paper is asked for; empty for anyone who may see it but not take it out."""
    own = subject.page == "payslip"
    return reverse(f"{subject.page}-pdf", kwargs=dict(subject.where)) if own or may(asker(request), "pay.export") else ""


def _row(subject: Subject, name: str, past: dict[str, Decimal], sign: int = 1) -> dict[str, Any]:
    amount, old = subject.stored[name] * sign, past.get(name, Decimal(0)) * sign
    label = gettext(subject.explained.stored.reader.edition.formulas[name].label)
    return {"label": label, "url": subject.line_url(name), "amount": amount, "past": old if past else None}


def _settled(attempt: Attempt) -> bool:
    return attempt.run.state in SETTLED


def _adjust_url(request: HttpRequest, employee: Employee, month: Month, line: str) -> str:
    """Where a wrong line of an approved month is corrected, for whoever may propose it."""
    if not may(asker(request), "adjustment.propose") or line not in {formula.name for formula in PAYSLIP.at(month).money}:
        return ""
    return reverse("adjustment-new") + query_string({"employee": employee.employee_no, "corrects": str(month), "line": line})


def _adjustments_url(request: HttpRequest, employee: Employee) -> str:
    """What was adjusted for this person, for whoever sees the pay of others."""
    return reverse("adjustments") + query_string({"person": employee.employee_no}) if may(asker(request), "pay.see") else ""


def _state(attempt: Attempt) -> RunState:
    return RunState(attempt.run.state)
