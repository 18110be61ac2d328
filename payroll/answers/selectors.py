"""What somebody said to their own payslips, and until when they may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from csd.calendar.day_kinds import WORK
from csd.calendar.selectors import day_kinds
from csd.database.rows import rows_of
from csd.models import Employee
from csd.months import Month
from csd.policy.parameters import PARAMETERS
from csd.policy.selectors import values_in_force
from payroll.answers.models import SlipAnswerKind
from payroll.answers.rules import last_day_to_answer

KEY = "slip_answer_days"
# there is no month without a working day: enough for any holiday
_AHEAD = timedelta(days=60)
_APPROVED = "SELECT max(v.at) FROM payroll_runevent v JOIN payroll_run r ON r.id = v.run_id WHERE r.month = %s AND v.kind = 'approved'"
_SAID = """
    SELECT a.kind, a.line, a.at, EXISTS (SELECT 1 FROM payroll_comment n WHERE n.answers_id = a.question_id)
    FROM payroll_slipanswer a WHERE a.month = %s AND a.employee_id = %s ORDER BY a.id
"""


class SlipSaid(NamedTuple):
    """An answer to a payslip; `answered` says of a dispute whether finance has answered it."""

    kind: str
    line: str
    at: datetime
    answered: bool


@dataclass(frozen=True)
class Answering:
    """Where a person stands with their payslip of a month: the last day to answer, what they said."""

    until: date
    open: bool
    said: Sequence[SlipSaid]

    @property
    def confirmed(self) -> SlipSaid | None:
        """The confirmation, if there is one. Silence is not one."""
        return next((said for said in self.said if said.kind == SlipAnswerKind.CONFIRM), None)

    @property
    def disputes(self) -> Mapping[str, SlipSaid]:
        """Disputed lines."""
        return {said.line: said for said in self.said if said.kind == SlipAnswerKind.DISPUTE}


def last_day(month: Month) -> date | None:
    """Until which day payslips of a month are confirmed or disputed; None before the month is approved."""
    approved: datetime | None = rows_of(_APPROVED, [month.first])[0][0]
    if approved is None:
        return None
    day = timezone.localdate(approved)
    days = PARAMETERS[KEY].value_of(values_in_force(month.first)[KEY][1])
    kinds = day_kinds(day, day + _AHEAD + timedelta(days=2 * days))
    return last_day_to_answer(day, days, lambda one: kinds[one] == WORK)


def answering_of(month: Month, employee: Employee) -> Answering | None:
    """Where a person stands with a payslip; None before the month is approved."""
    until = last_day(month)
    if until is None:
        return None
    said = [SlipSaid(*row) for row in rows_of(_SAID, [month.first, employee.pk])]
    return Answering(until, timezone.localdate() <= until, said)
