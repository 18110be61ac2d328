"""The three files of a month as downloads."""

from __future__ import annotations

import codecs

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from csd.http import acts, sees_pay
from csd.models import LookedAt
from csd.months import Month
from payroll.exports.month import FILES
from payroll.exports.services import take_file


@require_POST
def month_file(request: HttpRequest, month: Month, name: str) -> HttpResponse:
    """A file of the month, with the byte order mark that spreadsheet programs look for. POST, because taking it is recorded."""
    who = acts(request, "pay.export")
    if name not in FILES:
        raise Http404
    sees_pay(request, LookedAt.EXPORT, month=month, detail=name)
    text = take_file(month=month, actor=who.employee, name=name)
    response = HttpResponse(codecs.BOM_UTF8 + text.encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{month}-{name}"'
    return response
