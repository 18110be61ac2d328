"""What waits for somebody in payroll: questions to answer, disputed lines, adjustments and proposals to decide."""

# many imports: it shows what waits of three subjects
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from csd import formats
from csd.access.models import LookedAt
from csd.access.permissions import may
from csd.database.rows import rows_of
from csd.inbox.registry import PayShown
from csd.models import Employee, Role
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.exceptions.words import EXCEPTIONS
from payroll.lines.words import LINES
from payroll.proposals.models import PoolName, ProposalKind
from payroll.proposals.selectors import open_proposals
from payroll.talk.models import About
from payroll.talk.selectors import OPEN_QUESTIONS

SHOWN = 200
ADJUSTMENTS_OPEN = """
    a.approved_at IS NULL AND a.withdrawn_at IS NULL AND %(me)s NOT IN (a.proposed_by_id, a.employee_id)
    AND NOT EXISTS (SELECT 1 FROM csd_monthlock m WHERE m.month = a.month AND m.approved)
"""
_ADJUSTMENTS = f"""
    SELECT a.id, a.month, e.id, a.amount, p.name, a.proposed_at FROM payroll_adjustment a
    JOIN csd_employee e ON e.id = a.employee_id JOIN csd_employee p ON p.id = a.proposed_by_id
    WHERE {ADJUSTMENTS_OPEN}
    ORDER BY a.id LIMIT %(shown)s
"""


class Waiting(NamedTuple):
    """Something that waits: a key that stays the same, a sentence, who asked, since when, where it is decided, what it changes.

    The sentence has no amount: the home page shows it without a proof.
    """

    key: str
    title: str
    asked_by: str
    since: datetime
    url: str
    changes: Sequence[tuple[str, str]] = ()
    look: PayShown | None = None


def questions_waiting(who: Standing) -> list[Waiting]:
    """Open questions to this person, or to finance, about what they may see (O4)."""
    values = {"me": who.employee.pk, "finance": who.has(Role.FINANCE), "shown": SHOWN}
    return list(_questions(who, rows_of(OPEN_QUESTIONS, values)))


def adjustments_waiting(who: Standing) -> list[Waiting]:
    """Adjustments that somebody else has proposed for somebody else, of months that are open."""
    if not may(who, "adjustment.approve"):
        return []
    rows = rows_of(_ADJUSTMENTS, {"me": who.employee.pk, "shown": SHOWN})
    words = _("Adjustment for %(person)s, paid in %(month)s")
    people = Employee.objects.in_bulk([employee for _row, _month, employee, *_rest in rows])
    return [
        Waiting(
            f"adjustment-{row}",
            words % {"person": people[employee].name, "month": formats.month(Month.of(month))},
            by,
            at,
            reverse("adjustment", kwargs={"adjustment_id": row}),
            [(_("Amount"), formats.change(amount))],
            PayShown("adjustment.approve", LookedAt.ADJUSTMENT, people[employee], Month.of(month)),
        )
        for row, month, employee, amount, by, at in rows
    ]


def proposals_waiting(who: Standing) -> list[Waiting]:
    """Nominations and special rewards that wait for this person's agreement."""
    found = []
    for row in open_proposals(who):
        special = row.kind == ProposalKind.SPECIAL
        words = _("Special reward for %(person)s") if special else _("%(person)s named for the %(pool)s")
        title = words % {"person": row.name, "pool": str(PoolName(row.pool).label) if row.pool else ""}
        url = reverse("specials" if special else "nominations", kwargs={"month": row.month})
        found.append(Waiting(f"proposal-{row.id}", title, row.by, row.at, url))
    return found


def _questions(who: Standing, rows: list[tuple[Any, ...]]) -> Iterator[Waiting]:
    for row, month, about, topic, number, text, by, at, disputed in rows:
        page = _question_page(who, Month.of(month), about, topic, number)
        if page:
            words = _("Disputed: %(text)s") if disputed else _("Question: %(text)s")
            yield Waiting(f"question-{row}", words % {"text": text[:120]}, by, at, page)


def _question_page(who: Standing, month: Month, about: str, topic: str, number: str | None) -> str:
    """Where a question stands; nothing where this person may no longer see what it is about."""
    if about == About.LINE:
        if number == who.employee.employee_no:
            return reverse("payslip-line", kwargs={"month": month, "line": topic})
        where = {"month": month, "number": number, "line": topic}
        return reverse("pay-run-person-line", kwargs=where) if may(who, "pay.see") and topic in LINES else ""
    if not may(who, "run.watch"):
        return ""
    if about == About.EXCEPTION and topic.partition(" ")[0] in EXCEPTIONS:
        return reverse("pay-run-exceptions", kwargs={"month": month}) + f"?code={topic.partition(' ')[0]}"
    return reverse("pay-run", kwargs={"month": month})
