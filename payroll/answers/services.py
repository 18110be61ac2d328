"""Confirming one's own payslip, or disputing a line of it (docs/rulebook.md P18). Silence is never agreement; no answer changes figures."""

# many imports: an answer is checked against the run, the slip, its days and the right
from __future__ import annotations

import hashlib
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd import formats
from csd.access.acting import acting
from csd.database.rows import rows_of
from csd.errors import NotAllowed, Refused
from csd.models import Attempt, Employee
from csd.months import Month
from csd.organisation.standing import Standing
from csd.work.services import lock_month
from payroll.answers.models import SlipAnswer, SlipAnswerKind
from payroll.answers.selectors import last_day
from payroll.lines.rules import PAYSLIP
from payroll.payslips.access import own_attempt
from payroll.talk.models import About
from payroll.talk.selectors import Topic
from payroll.talk.services import ask

_LINES = """
    SELECT s.net, l.name, l.amount FROM payroll_payslip s LEFT JOIN payroll_payslipline l ON l.payslip_id = s.id
    WHERE s.attempt_id = %s AND s.employee_id = %s ORDER BY l.name
"""


@transaction.atomic
def confirm_slip(*, month: Month, actor: Employee) -> SlipAnswer:
    """Say that one's own payslip is right; a second time changes nothing. The payslip's hash is kept with it."""
    with acting(actor, "payslip.answer") as who:
        net, digest = _open_slip(month, who)
        defaults = {"net": net, "sha256": digest}
        found, _created = SlipAnswer.objects.get_or_create(
            month=month, employee=actor, kind=SlipAnswerKind.CONFIRM, line="", defaults=defaults
        )
        return found


@transaction.atomic
def dispute_line(*, month: Month, actor: Employee, line: str, text: str, key: str) -> SlipAnswer:
    """Say what is wrong with a line of one's own payslip: a question to finance that stays open until it is answered."""
    with acting(actor, "payslip.answer") as who:
        net, digest = _open_slip(month, who)
        if line not in {formula.name for formula in PAYSLIP.at(month).money}:
            raise Refused("no_such_line", _("A payslip has no line “%(line)s”."), line=line[:40])
        found = SlipAnswer.objects.filter(month=month, employee=actor, kind=SlipAnswerKind.DISPUTE, line=line).first()
        if found is not None:
            return found
        question = ask(topic=Topic(month, About.LINE, line, actor), actor=actor, text=text, key=key)
        said = {"kind": SlipAnswerKind.DISPUTE, "line": line, "question": question, "net": net, "sha256": digest}
        return SlipAnswer.objects.create(month=month, employee=actor, **said)


def slip_digest(attempt: Attempt, employee: Employee) -> tuple[Decimal, str]:
    """The net of a payslip and a SHA-256 over all of its lines, in their order by name."""
    rows = rows_of(_LINES, [attempt.pk, employee.pk])
    lines = [f"{name}={amount}" for _net, name, amount in rows if name]
    text = "\n".join([str(attempt.month), employee.employee_no, *lines])
    return rows[0][0], hashlib.sha256(text.encode()).hexdigest()


def _open_slip(month: Month, who: Standing) -> tuple[Decimal, str]:
    attempt = own_attempt(who, month)
    if attempt is None:
        raise NotAllowed("no_slip", _("%(person)s has no payslip in %(month)s."), person=str(who.employee), month=str(month))
    lock_month(month)
    until = last_day(month)
    if until is not None and timezone.localdate() > until:
        raise Refused(
            "too_late",
            _("Nothing was kept: payslips of %(month)s could be confirmed or disputed until %(until)s. Ask finance about it all the same."),
            month=str(month),
            until=formats.day(until),
        )
    return slip_digest(attempt, who.employee)
