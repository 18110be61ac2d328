"""Saying something about a run, an exception or a line of a payslip, and the thread that shows it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from csd.access.asking import asker
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.form_pages import do_act
from payroll.lines.rules import PAYSLIP
from payroll.payslips.access import own_attempt, slip_of
from payroll.runs.overview import exception_with_id
from payroll.runs.selectors import run_of
from payroll.talk.forms import TalkForm
from payroll.talk.models import About, Comment, CommentKind
from payroll.talk.selectors import Topic, thread_of
from payroll.talk.services import answer, ask, comment

SENT = {
    CommentKind.COMMENT: gettext_lazy("The comment is added."),
    CommentKind.QUESTION: gettext_lazy("The question is asked; it stays open until it is answered."),
    CommentKind.ANSWER: gettext_lazy("The answer is added."),
}


def thread(topic: Topic, who: Standing, action: str) -> dict[str, Any]:
    """What templates/parts/thread.html shows, for whoever may see the thing itself."""
    said = thread_of(topic)
    speaks = topic.seen_by(who) and not who.has("auditor")
    return {
        "said": said,
        "open": [entry for entry in said if entry.open],
        "action": action,
        "speaks": speaks,
        "me": who.employee.pk,
        "key": uuid.uuid4().hex,
    }


@require_POST
def talk_of_run(request: HttpRequest, month: Month) -> HttpResponse:
    """Say something about a month's run."""
    who = asker(request)
    topic = Topic(month, About.RUN)
    if topic.seen_by(who) and run_of(month) is None:
        raise Http404
    return _said(request, who, topic, reverse("pay-run", kwargs={"month": month}))


@require_POST
def talk_of_exception(request: HttpRequest, month: Month, exception_id: int) -> HttpResponse:
    """Say something about an exception."""
    who = asker(request)
    run = run_of(month)
    found = exception_with_id(run, exception_id) if run and exception_id < 2**63 else None
    if found is None and Topic(month, About.EXCEPTION).seen_by(who):
        raise Http404
    topic = Topic.of_exception(found) if found else Topic(month, About.EXCEPTION)
    return _said(request, who, topic, reverse("pay-run-exception", kwargs={"month": month, "exception_id": exception_id}))


@require_POST
def talk_of_line(request: HttpRequest, month: Month, line: str, number: str | None = None) -> HttpResponse:
    """Say something about a line of a payslip: of one's own, or of somebody's whose pay one may see."""
    who = asker(request)
    found = slip_of(who, month, number) if number is not None else None
    own = own_attempt(who, month) if number is None else None
    if (found is None and own is None) or line not in {formula.name for formula in PAYSLIP.all()}:
        raise Http404
    topic = Topic(month, About.LINE, line, found[1] if found else who.employee)
    page = "payslip-line" if number is None else "pay-run-person-line"
    where = {"month": month, "line": line} | ({} if number is None else {"number": number})
    return _said(request, who, topic, reverse(page, kwargs=where))


def _said(request: HttpRequest, who: Standing, topic: Topic, to: str) -> HttpResponse:
    form = TalkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was kept: write something first, at most 4,000 characters."))
        return redirect(to)
    given = form.cleaned_data
    say = {"topic": topic, "actor": who.employee, "text": given["text"], "key": given["key"]}

    def act() -> Comment:
        if given["kind"] == CommentKind.ANSWER:
            return answer(question_id=given["answers"] or 0, **say)
        if given["kind"] == CommentKind.QUESTION:
            return ask(to=given["to"], **say)
        return comment(**say)

    return do_act(request, act, done=lambda said: SENT[CommentKind(said.kind)], to=to)
