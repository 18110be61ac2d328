"""What was said about a month's run, an exception or a line of a payslip, and which questions are open (docs/rulebook.md O4).

Whoever may not see the thing itself sees none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from csd.access.permissions import may
from csd.database.rows import rows_of
from csd.models import Employee
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.payslips.access import own_attempt
from payroll.runs.models import RunException
from payroll.talk.models import About, CommentKind


@dataclass(frozen=True)
class Topic:
    """What a thread is about: a month's run; an exception of it by its code; a line of somebody's payslip by its name."""

    month: Month
    about: About
    topic: str = ""
    employee: Employee | None = None

    @classmethod
    def of_exception(cls, exception: RunException) -> Topic:
        """The thread of an exception; computing the month again, which rewrites exceptions, does not lose it."""
        what = exception.detail.get("pool") or exception.detail.get("campaign") or ""
        return cls(exception.attempt.month, About.EXCEPTION, f"{exception.code} {what}".strip()[:100], exception.employee)

    def seen_by(self, who: Standing) -> bool:
        """Whether somebody may see the thing itself (O4)."""
        if self.about == About.LINE:
            own = self.employee == who.employee and own_attempt(who, self.month) is not None
            return who.employed and (own or may(who, "pay.see"))
        return may(who, "run.watch")


class Said(NamedTuple):
    """An entry of a thread; `to` is the addressee's name, `answered` says of a question whether anybody has answered."""

    id: int
    kind: str
    text: str
    at: datetime
    author_id: int
    author: str
    to_id: int | None
    to: str
    answers: int | None
    answered: bool

    @property
    def open(self) -> bool:
        """Whether it is a question nobody has answered."""
        return self.kind == CommentKind.QUESTION and not self.answered

    @property
    def word(self) -> str:
        """The kind in words."""
        return str(CommentKind(self.kind).label)


_THREAD = """
    SELECT c.id, c.kind, c.text, c.at, c.author_id, a.name, c.addressee_id, coalesce(t.name, ''), c.answers_id,
           EXISTS (SELECT 1 FROM payroll_comment n WHERE n.answers_id = c.id)
    FROM payroll_comment c JOIN csd_employee a ON a.id = c.author_id LEFT JOIN csd_employee t ON t.id = c.addressee_id
    WHERE c.month = %(month)s AND c.about = %(about)s AND c.topic = %(topic)s AND c.employee_id IS NOT DISTINCT FROM %(employee)s
    ORDER BY c.id
"""
# a question to somebody, or one to finance for whoever is finance
OPEN_QUESTIONS = """
    SELECT c.id, c.month, c.about, c.topic, e.employee_no, c.text, a.name, c.at, EXISTS (SELECT 1 FROM payroll_slipanswer s WHERE s.question_id = c.id)
    FROM payroll_comment c JOIN csd_employee a ON a.id = c.author_id LEFT JOIN csd_employee e ON e.id = c.employee_id
    WHERE c.kind = 'question' AND c.author_id <> %(me)s AND (c.addressee_id = %(me)s OR (c.addressee_id IS NULL AND %(finance)s))
      AND NOT EXISTS (SELECT 1 FROM payroll_comment n WHERE n.answers_id = c.id)
    ORDER BY c.id LIMIT %(shown)s
"""  # noqa: E501


def thread_of(topic: Topic) -> Sequence[Said]:
    """Everything said about something, oldest first."""
    values: dict[str, Any] = {"month": topic.month.first, "about": topic.about.value, "topic": topic.topic}
    return [Said(*row) for row in rows_of(_THREAD, {**values, "employee": topic.employee.pk if topic.employee else None})]
