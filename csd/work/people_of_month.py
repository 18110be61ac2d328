"""The first step of a close: who is in the month, as of now, frozen (docs/rulebook.md A: everyone employed on at least one day)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from csd.closing.models import Attempt, Chunk
from csd.database.rows import copy_rows, rows_of
from csd.faultpoints import fault_point
from csd.work.context import AttemptContext
from csd.work.registry import Step
from csd.work.services import plan_steps

# the terms in force on the last day of the month, or on the leave date if earlier (docs/rulebook.md P, 'Pay terms')
_PEOPLE = """
    SELECT e.id, e.hire_date, e.leave_date, t.id
    FROM csd_employee e
    LEFT JOIN LATERAL (
        SELECT id FROM csd_terms t
        WHERE t.employee_id = e.id AND t.effective_from <= least(e.leave_date, %(last)s) AND t.id <= %(terms)s
        ORDER BY t.effective_from DESC LIMIT 1
    ) t ON true
    WHERE e.hire_date <= %(last)s AND (e.leave_date IS NULL OR e.leave_date >= %(first)s) AND e.id <= %(employees)s
    ORDER BY e.employee_no COLLATE "C"
"""


class PersonOfMonth(NamedTuple):
    """A person of a month: employee and terms by id, leave date, working days, whether employed on the last day, and what is wrong."""

    employee: int
    terms: int | None
    leave: date | None
    employed: int
    on_last_day: bool
    problem: str


PERSON_COLUMNS = ("employee_id", "terms_id", "leave_date", "employed", "on_last_day", "problem")


def freeze_people(context: AttemptContext, chunk: Chunk) -> dict[str, Any]:
    """Write the month's people with their working days and terms, and plan the steps that work on people."""
    rows = [(chunk.attempt_id, place, *person) for place, person in enumerate(people_of_month(context))]
    fault_point("people.computed")
    copy_rows("csd_attemptperson", ("attempt_id", "place", *PERSON_COLUMNS), rows)
    fault_point("people.half_written")
    plan_steps(Attempt.objects.get(pk=chunk.attempt_id), people=len(rows))
    return {"people": len(rows), "problems": sum(bool(row[-1]) for row in rows)}


def people_of_month(context: AttemptContext) -> list[PersonOfMonth]:
    """Everyone employed on at least one day of the month, in order of employee number, by the rows as they stand up to the frozen ids."""
    month = context.month
    limits = {"terms": context.highest("csd_terms"), "employees": context.highest("csd_employee")}
    people = rows_of(_PEOPLE, {"first": month.first, "last": month.last, **limits})
    found = []
    for employee, hire, leave, terms in people:
        days = working_days(context.workdays, max(hire, month.first), min(leave or month.last, month.last))
        on_last_day = hire <= month.last and (leave is None or leave >= month.last)
        problem = "no_terms" if terms is None and (days or on_last_day) else ""
        found.append(PersonOfMonth(employee, terms, leave, days, on_last_day, problem))
    return found


def working_days(workdays: list[date], first: date, last: date) -> int:
    """docs/rulebook.md P: employed(e,m) = the working days between two dates inclusive."""
    return max(0, bisect_right(workdays, last) - bisect_left(workdays, first))


PEOPLE = Step("people", 0, freeze_people, _("Who is in the month"))
