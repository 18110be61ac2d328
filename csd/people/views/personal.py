"""ID and bank numbers of a person: hidden but for the last four characters until somebody who may asks to see them, which is kept."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from csd.access.asking import acts, asker, shows
from csd.access.permissions import may
from csd.organisation.personal_data import personal_of
from csd.organisation.standing import employee_by_number

SHOWN, HIDDEN = 4, "****"


def hidden(text: str) -> str:
    """The last four characters of a number; of a short one nothing."""
    return f"{HIDDEN}{text[-SHOWN:]}" if len(text) > 2 * SHOWN else HIDDEN if text else ""


@require_http_methods(["GET", "HEAD", "POST"])
def personal(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows them hidden; POST shows them to somebody who has recently shown who they are, and keeps that."""
    if request.method == "POST":
        acts(request, "personal.see")
    elif asker(request).employee.employee_no != number and not may(asker(request), "personal.see"):
        raise Http404
    employee = employee_by_number(number) if "\0" not in number else None
    found = personal_of(employee) if employee else None
    if employee is None:
        raise Http404
    if request.method == "POST":
        shows(request, "personal.see", whose=employee)
    shown = (lambda text: text) if request.method == "POST" else hidden
    rows = {"id_number": shown(found.id_number), "bank_account": shown(found.bank_account)} if found else {}
    may_open = may(asker(request), "personal.see")
    context = {"employee": employee, "personal": found, "rows": rows, "open": request.method == "POST", "may_open": may_open}
    return render(request, "csd/personal.html", context)
