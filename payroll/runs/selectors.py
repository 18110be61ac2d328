"""Reads of runs: what stands in the way of approval, progress, what came in after computing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Window
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.access.permissions import may
from csd.calendar.selectors import day_kinds
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.models import Attempt, AttemptState, Chunk, Employee
from csd.months import Month
from csd.organisation.standing import Standing
from csd.policy.selectors import values_in_force
from csd.work.context import AttemptContext
from payroll.adjustments.selectors import ADJUSTMENTS_DUE, ADJUSTMENTS_USED, adjustments_used
from payroll.runs.models import Run, RunException


def negative_nets(attempt: Attempt, limit: int | None = None) -> list[Employee]:
    """The people whose net is below zero (P16); with a limit, those who have been on the company's books longest."""
    found = Employee.objects.raw(
        "SELECT e.id, e.employee_no, e.name FROM csd_employee e JOIN ("
        "    SELECT employee_id FROM payroll_payslip WHERE attempt_id = %s AND net < 0 ORDER BY employee_id LIMIT %s"
        ") s ON s.employee_id = e.id ORDER BY e.employee_no",
        [attempt.pk, limit],
    )
    return list(found)


def open_exceptions(attempt: Attempt, limit: int) -> tuple[int, list[RunException]]:
    """How many blocking exceptions nobody has left out, and the first of them."""
    found = RunException.objects.filter(attempt=attempt, blocking=True, left_out_by=None).annotate(of=Window(Count("*")))
    first: list[Any] = list(found.select_related("employee").order_by("employee__employee_no", "code")[:limit])
    return (first[0].of if first else 0), first


def exceptions_of(attempt: Attempt, limit: int) -> list[RunException]:
    """The first exceptions of an attempt, blocking ones first."""
    found = RunException.objects.filter(attempt=attempt).select_related("employee")
    return list(found.order_by("-blocking", "employee__employee_no", "code")[:limit])


_COMPLETED = " AND status = 'completed'"
# table → which of its rows a month's run would use; `id > highest` makes each a look at the newest rows only
_NEWER = {
    "duty_shift": "start >= %(begin)s AND start < %(end)s",
    "duty_punch": "time >= %(begin)s AND time < %(end)s",
    "duty_leave": 'start < %(end)s AND "end" > %(begin)s',
    "duty_swap": "shift_start >= %(begin)s AND shift_start < %(end)s",
    "duty_breach": "time >= %(begin)s AND time < %(end)s",
    "duty_onlinecheck": "time >= %(begin)s AND time < %(end)s",
    "payroll_sale": f"date BETWEEN %(first)s AND %(last)s{_COMPLETED}",
    "payroll_campaign": "month = %(first)s",
    "payroll_cost": "month = %(first)s",
    "payroll_nomination": "month = %(first)s",
    "payroll_special": "month = %(first)s",
    "payroll_openingbalance": "year = date_part('year', %(first)s::date)",
    "csd_terms": "effective_from <= %(last)s",
    "attendance_scorehistory": "month < %(first)s AND month >= %(first)s::date - interval '2 months'",
    "csd_employee": "hire_date <= %(last)s AND (leave_date IS NULL OR leave_date >= %(first)s)",
}
# rows that were there and have changed or gone since, by their histories; what they were or are is of the month
_CHANGED_ROWS = """
    SELECT count(DISTINCT v.pgh_obj_id) FROM {table}event v WHERE v.pgh_id > %(mark_{table})s AND v.id <= %(highest_{table})s
    AND (({condition}) OR EXISTS (SELECT 1 FROM {table} r WHERE r.id = v.pgh_obj_id AND {condition}))
"""
# most of what may change in these concerns no particular month
_CHANGED = {
    "payroll_adjustment": f"""
        SELECT count(*) FROM payroll_adjustment WHERE month = %(month)s AND ({ADJUSTMENTS_DUE}) IS DISTINCT FROM ({ADJUSTMENTS_USED})
    """,
    "csd_employee": """
        SELECT count(*) FROM csd_employee e LEFT JOIN csd_attemptperson p ON p.attempt_id = %(attempt)s AND p.employee_id = e.id
        WHERE e.id IN (SELECT v.pgh_obj_id FROM csd_employeeevent v WHERE v.pgh_id > %(mark_csd_employee)s)
          AND e.id <= %(highest_csd_employee)s AND e.hire_date <= %(last)s AND CASE WHEN p.id IS NULL
            THEN e.leave_date IS NULL OR e.leave_date >= %(first)s
            ELSE e.leave_date IS DISTINCT FROM p.leave_date AND least(e.leave_date, p.leave_date) <= %(last)s END
    """,
}


# a month goes on from the newest payslips before it, which may have been computed since: a month without data need not be approved
EARLIER_SLIPS = "earlier payslips"
_EARLIER_SINCE = """
    SELECT count(*) FROM payroll_run r JOIN csd_attempt b ON b.id = r.attempt_id JOIN payroll_payslip s ON s.attempt_id = b.id
    JOIN csd_attempt a ON a.id = %(attempt)s
    WHERE r.month < %(first)s AND (b.id > a.id OR b.finished_at > a.started_at)
"""


# table → count, one statement for all
_SINCE = " UNION ALL ".join(
    f"SELECT '{table}', ({query})"
    for table, query in [
        (EARLIER_SLIPS, _EARLIER_SINCE),
        *((table, f"SELECT count(*) FROM {table} WHERE id > %(highest_{table})s AND {condition}") for table, condition in _NEWER.items()),
        *(
            (table, _CHANGED_ROWS.format(table=table, condition=condition.removesuffix(_COMPLETED)))
            for table, condition in _NEWER.items()
            if table != "csd_employee"
        ),
        *_CHANGED.items(),
    ]
)


def inputs_since(attempt: Attempt) -> dict[str, int]:
    """What the month's run would use today and did not: table → rows that came or changed since the attempt froze its inputs.

    Also the policy and the calendar, where a value in force or a day has changed. Empty when it is up to date.
    """
    month, context = attempt.month, AttemptContext.of(attempt)
    span: dict[str, Any] = {"begin": month.begin, "end": month.end, "first": month.first, "last": month.last}
    span |= adjustments_used(context)
    span |= {f"highest_{table}": context.highest(table) for table in (*_NEWER, *_CHANGED)}
    span |= {f"mark_{table}": context.changes(table) for table in (*_NEWER, *_CHANGED)}
    newer: dict[str, int] = {}
    for table, count in rows_of(_SINCE, span):
        newer[table] = newer.get(table, 0) + count
    newer["csd_policyvalue"] = _differing(attempt.frozen["parameters"], {k: list(v) for k, v in values_in_force(month.first).items()})
    kinds = {day.isoformat(): kind for day, kind in day_kinds(month.first, month.last).items()}
    newer["csd_calendarday"] = _differing({day: attempt.frozen["calendar"][day] for day in kinds}, kinds)
    return {table: count for table, count in newer.items() if count}


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> int:
    return sum(before.get(key) != value for key, value in now.items())


@dataclass(frozen=True)
class Counted:
    """How far an attempt is: chunks done of all."""

    done: int
    chunks: int


def progress_of(attempt: Attempt) -> Counted:
    """The progress of an attempt, from its rows."""
    counted = Chunk.objects.filter(attempt=attempt).aggregate(chunks=Count("id"), done=Count("id", filter=Q(done=True)))
    return Counted(counted["done"], counted["chunks"])


def current_attempt(month: Month) -> Attempt | None:
    """The attempt that is running or, if none is, the newest one of a month."""
    return Attempt.objects.filter(month=month).order_by("-number").first()


def run_of(month: Month) -> Run | None:
    """The run of a month, or None."""
    return Run.objects.filter(month=month).select_related("attempt", "computed_by").first()


def attempt_with_id(attempt_id: int) -> Attempt:
    """The attempt as it is now."""
    return Attempt.objects.get(pk=attempt_id)


def computed_attempt(month: Month) -> Attempt:
    """The attempt a month's run stands on; Refused when there is none."""
    run = run_of(month)
    if run is None or run.attempt is None:
        raise Refused("not_computed", _("The pay run of %(month)s has not been computed."), month=str(month))
    return run.attempt


def summary_line(attempt: Attempt, who: Standing) -> str:
    """One line for people about a computed month; amounts only for whoever may see them (O4)."""
    found = totals(attempt.pk)
    if not may(who, "pay.see"):
        words = gettext("%(month)s: %(slips)d payslips, negative %(negative)d, exceptions %(exceptions)d")
        return words % {"month": str(attempt.month), **found}
    return gettext("%(month)s: %(slips)d payslips, gross %(gross)s, net %(net)s, negative %(negative)d, exceptions %(exceptions)d") % {
        "month": str(attempt.month),
        **found,
    }


def status_line(month: Month) -> str:
    """One line: month, state, chunks done/all, exceptions (docs/formats.md `run_status`)."""
    run, attempt = run_of(month), current_attempt(month)
    if run is None or attempt is None:
        return f"{month} none 0/0 0"
    if attempt.state == AttemptState.CANCELLED and run.attempt is not None:
        attempt = run.attempt
    progress = progress_of(attempt)
    state = attempt.state if attempt.state in (AttemptState.RUNNING, AttemptState.FAILED) else run.state
    return f"{month} {state} {progress.done}/{progress.chunks} {totals(attempt.pk)['exceptions']}"


_TOTALS = (
    "SELECT count(*), coalesce(sum(gross), 0), coalesce(sum(net), 0), count(*) FILTER (WHERE net < 0) FROM payroll_payslip"
    " WHERE attempt_id = %s"
)


def totals(attempt_id: int) -> dict[str, Any]:
    """Slips, Σ gross, Σ net, how many nets are negative, and how many exceptions there are."""
    slips, gross, net, negative = rows_of(_TOTALS, [attempt_id])[0]
    exceptions = rows_of("SELECT count(*) FROM payroll_runexception WHERE attempt_id = %s", [attempt_id])[0][0]
    return {"slips": slips, "gross": str(gross), "net": str(net), "negative": negative, "exceptions": exceptions}
