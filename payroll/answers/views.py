"""What somebody says to their own payslip (docs/rulebook.md P18): it is right, or a line of it is not."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from csd.access.asking import acts
from csd.formula import EMPLOYER
from csd.models import Employee
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.form_pages import do_act
from payroll.answers.selectors import answering_of
from payroll.answers.services import confirm_slip, dispute_line
from payroll.lines.rules import PAYSLIP
from payroll.lines.words import LINES
from payroll.payslips.access import own_attempt
from payroll.talk.services import TEXT_LENGTH_MAX


def answering(month: Month, employee: Employee, *, own: bool) -> dict[str, Any]:
    """What templates/payroll/answering.html shows: until when, what was said, the buttons for the person whose payslip it is."""
    found = answering_of(month, employee)
    lines = [(formula.name, gettext(formula.label)) for formula in PAYSLIP.at(month).money if formula.kind != EMPLOYER]
    disputes = [(LINES.get(name, name), said) for name, said in found.disputes.items()] if found else []
    left = [(name, word) for name, word in lines if found is None or name not in found.disputes]
    return {"answering": found, "own": own, "disputes": disputes, "lines": left, "key": uuid.uuid4().hex}


@require_POST
def confirm(request: HttpRequest, month: Month) -> HttpResponse:
    """My payslip is right."""
    who = _mine(request, month)
    done = _("You have confirmed this payslip. Thank you.")
    return do_act(request, lambda: confirm_slip(month=month, actor=who.employee), done=done, to=reverse("payslip", kwargs={"month": month}))


@require_POST
def dispute(request: HttpRequest, month: Month) -> HttpResponse:
    """A line of my payslip is wrong."""
    who = _mine(request, month)
    here = reverse("payslip", kwargs={"month": month})
    line, text, key = (request.POST.get(name, "").replace("\0", "") for name in ("line", "text", "key"))
    if not key or len(key) > 64 or len(text) > TEXT_LENGTH_MAX or not text.strip():
        messages.error(request, _("Nothing was kept: choose the line and say what is wrong, in at most 4,000 characters."))
        return redirect(here)

    def act() -> object:
        return dispute_line(month=month, actor=who.employee, line=line, text=text, key=key)

    return do_act(request, act, done=_("Finance is asked about this line; the answer appears here."), to=here)


def _mine(request: HttpRequest, month: Month) -> Standing:
    who = acts(request, "payslip.answer")
    if own_attempt(who, month) is None:
        raise Http404
    return who
