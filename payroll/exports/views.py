"""Files of pay as downloads: the three tables of a month, and a payslip on paper. POST, because taking one is recorded."""

from __future__ import annotations

import codecs

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from csd.access.asking import acts, asker, shows
from csd.exports.downloads import content_type, file_name, header
from csd.models import Attempt, Employee
from csd.months import Month
from payroll.exports.month import FILES
from payroll.exports.services import slip_title, take_file, take_slip
from payroll.payslips.access import own_attempt, slip_of


@require_POST
def month_file(request: HttpRequest, month: Month, name: str) -> HttpResponse:
    """A file of the month, with the byte order mark that spreadsheet programs look for."""
    who = acts(request, "pay.export")
    if name not in FILES:
        raise Http404
    shows(request, "pay.export", month=month, detail=name)
    text = take_file(month=month, actor=who.employee, name=name)
    return _file(codecs.BOM_UTF8 + text.encode(), f"{month}-{name}", "csv")


@require_POST
def own_payslip(request: HttpRequest, month: Month) -> HttpResponse:
    """One's own payslip on paper: of approved months only, as on the page."""
    who = asker(request)
    attempt = own_attempt(who, month)
    if attempt is None:
        raise Http404
    return _slip(attempt, who.employee, who.employee)


@require_POST
def payslip_of(request: HttpRequest, month: Month, number: str) -> HttpResponse:
    """Somebody's payslip on paper, for whoever may take pay out."""
    who = acts(request, "pay.export")
    found = slip_of(who, month, number)
    if found is None:
        raise Http404
    shows(request, "pay.export", whose=found[1], month=month)
    return _slip(*found, who.employee)


def _slip(attempt: Attempt, employee: Employee, actor: Employee) -> HttpResponse:
    made = take_slip(attempt=attempt, employee=employee, actor=actor)
    return _file(made, file_name(slip_title(attempt, employee), timezone.now(), "pdf"), "pdf")


def _file(body: bytes, name: str, format: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type(format))
    response["Content-Disposition"] = header(name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
