"""What an exception of a run comes from: the rows to look at, as tables (docs/rulebook.md P17)."""

# many imports: an exception can come from rows of every subject
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from attendance.models import Action
from csd.database.rows import rows_of
from csd.lists.tables import Column, Table
from csd.models import Grade, Plan
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.explanations.explanation import slip_reader
from payroll.lines.facts import FACTS
from payroll.lines.facts.gathering import Person, batch_of, people_of
from payroll.lines.words import LINES
from payroll.payslips.access import sees_persons
from payroll.payslips.figures import written
from payroll.runs.models import RunException
from payroll.sales.models import SaleKind, SaleStatus

SHOWN = 50
_PERSON = (Column(_("Employee number")), Column(pgettext_lazy("person", "Name")))
_EMPLOYMENT = (*_PERSON, Column(_("Hire date"), "day"), Column(_("Leave date"), "day"))
_TERMS = (
    Column(_("Effective from"), "day"),
    Column(_("Department")),
    Column(_("Grade"), words=dict(Grade.choices)),
    Column(_("Commission plan"), words=dict(Plan.choices)),
)
_NOMINEES = (
    *_PERSON,
    Column(_("Weight"), "number"),
    Column(_("Has a payslip"), "yes"),
    Column(_("Result of the month's points"), words=dict(Action.choices)),
)
_SALES = (
    Column(_("Order number")),
    Column(_("Date"), "day"),
    Column(_("Kind"), words=dict(SaleKind.choices)),
    Column(_("State"), words=dict(SaleStatus.choices)),
    Column(_("Amount"), "money"),
)
_SHIFTS = (Column(_("Start"), "moment"), Column(_("End"), "moment"), Column(_("Post")))
_ADJUSTMENTS = (Column(_("Corrects"), "month"), Column(_("Line"), words=LINES), Column(_("Reason")), Column(_("Amount"), "money"))
_SPECIALS = (Column(_("Reason")), Column(_("Amount"), "money"))
_FACTS = (Column(_("What")), Column(_("Value"), "written"))
_NOMINATED = """
    SELECT e.employee_no, e.name, n.weight, EXISTS (SELECT 1 FROM payroll_payslip s WHERE s.attempt_id = %(attempt)s AND s.employee_id = e.id), m.action
    FROM payroll_nomination n JOIN csd_employee e ON e.id = n.employee_id
    LEFT JOIN attendance_monthscore m ON m.attempt_id = %(attempt)s AND m.employee_id = e.id
    WHERE n.month = %(month)s AND n.pool = %(pool)s ORDER BY e.employee_no LIMIT %(shown)s
"""  # noqa: E501
_CAMPAIGN = """
    SELECT s.order_no, s.date, s.kind, s.status, s.amount FROM payroll_sale s JOIN payroll_campaign c ON c.id = s.campaign_id
    WHERE c.code = %(campaign)s AND c.month = %(month)s ORDER BY s.date, s.id LIMIT %(shown)s
"""


def tables_of(exception: RunException, who: Standing) -> list[Table]:
    """The tables to look at, as far as the person may see them; amounts of people only with the right to see pay."""
    tables = _employment(exception)
    for make in _OF_CODE.get(exception.code, ()):
        tables += make(exception, sees_persons(who))
    return tables


def failing_line(exception: RunException) -> str:
    """The line that cannot be computed for this person, in words; empty where all of them can by now."""
    person = _person(exception)
    if person is None:
        return ""
    edition, values = slip_reader(exception.attempt).edition, dict(person.facts)
    parameters = slip_reader(exception.attempt).context.parameters
    for formula in edition.order:
        try:
            values[formula.name] = formula.compute(
                *[values[name] for name in formula.inputs], **{word: parameters[key] for word, key in formula.parameters}
            )
        except Exception:  # whatever a rule raises is what we look for
            return gettext(formula.label)
    return ""


def _employment(exception: RunException) -> list[Table]:
    person = exception.employee
    if person is None:
        return []
    row = (person.employee_no, person.name, person.hire_date, person.leave_date)
    return [Table(_EMPLOYMENT, [row], _("Employment"))]


def _terms(exception: RunException, _sees_pay: bool) -> list[Table]:
    query = """SELECT t.effective_from, d.name, t.grade, t.plan FROM csd_terms t JOIN csd_department d ON d.id = t.department_id
               WHERE t.employee_id = %s ORDER BY t.effective_from"""
    empty = _("No pay terms at all"), _("Enter terms for this person that hold in the month, then compute it again.")
    return [Table(_TERMS, rows_of(query, [exception.employee_id]), _("Pay terms"), empty=empty)]


def _facts(exception: RunException, sees_pay: bool) -> list[Table]:
    person = _person(exception)
    if person is None or not sees_pay:
        return []
    rows = [(FACTS[name].label, written(name, value)) for name, value in person.facts.items()]
    return [Table(_FACTS, rows, _("What the rules were given"))]


def _nominees(exception: RunException, _sees_pay: bool) -> list[Table]:
    empty = _("Nobody is nominated"), _("Nominate somebody with a payslip and without a penalty, then compute the month again.")
    return [Table(_NOMINEES, _rows(_NOMINATED, exception, "pool"), _("Nominated for this pool"), empty=empty)]


def _campaign_sales(exception: RunException, _sees_pay: bool) -> list[Table]:
    empty = _("No sale names this campaign"), _("If there were sales, load them with the campaign, then compute the month again.")
    return [Table(_SALES, _rows(_CAMPAIGN, exception, "campaign"), _("Sales that name this campaign"), empty=empty)]


def _specials(exception: RunException, sees_pay: bool) -> list[Table]:
    if not sees_pay:
        return []
    query = "SELECT reason, amount FROM payroll_special WHERE id = ANY(%s) ORDER BY id"
    return [Table(_SPECIALS, rows_of(query, [exception.detail["specials"]]), _("Special rewards"))]


def _shifts(exception: RunException, _sees_pay: bool) -> list[Table]:
    month = exception.attempt.month
    query = """SELECT start, "end", post FROM duty_shift WHERE employee_id = %s AND start < %s AND "end" > %s ORDER BY start LIMIT %s"""
    rows = rows_of(query, [exception.employee_id, month.end, month.begin, SHOWN])
    return [Table(_SHIFTS, rows, _("Shifts of the month as rostered"), empty=(_("No duty in this month"), ""))]


def _adjustments(exception: RunException, sees_pay: bool) -> list[Table]:
    if not sees_pay:
        return []
    query = "SELECT corrects, line, reason, amount FROM payroll_adjustment WHERE id = ANY(%s) ORDER BY id"
    rows = [(Month.of(corrects), *rest) for corrects, *rest in rows_of(query, [exception.detail["adjustments"]])]
    return [Table(_ADJUSTMENTS, rows, _("Adjustments"))]


def _rows(query: str, exception: RunException, name: str) -> Sequence[tuple[Any, ...]]:
    attempt = exception.attempt
    values = {"attempt": attempt.pk, "month": attempt.month.first, "shown": SHOWN, name: exception.detail[name]}
    return rows_of(query, values)


def _person(exception: RunException) -> Person | None:
    found = rows_of(
        "SELECT place FROM csd_attemptperson WHERE attempt_id = %s AND employee_id = %s", [exception.attempt_id, exception.employee_id]
    )
    reader = slip_reader(exception.attempt)
    people = people_of(batch_of(reader.context, found[0][0], found[0][0] + 1), reader.edition.facts) if found else []
    return people[0] if people else None


_OF_CODE: Mapping[str, tuple[Callable[[RunException, bool], list[Table]], ...]] = {
    "no_terms": (_terms,),
    "rule_failed": (_terms, _facts),
    "overlapping_shifts": (_shifts,),
    "points_failed": (_shifts,),
    "adjustment_without_slip": (_adjustments,),
    "pool_without_nominee": (_nominees,),
    "campaign_without_sales": (_campaign_sales,),
    "special_without_slip": (_specials,),
}
