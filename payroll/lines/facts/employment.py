"""Facts of pay terms and of the days somebody is employed (docs/rulebook.md P, 'Pay terms'; P1, P14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from csd.calendar.day_kinds import WORK
from csd.database.rows import rows_of
from csd.lists.tables import Column, Table
from csd.models import DayKind, Plan
from payroll.lines.facts.columns import BY_DAY, BY_ID
from payroll.lines.facts.registry import Batch, Fact, Group, OfMonth, Rows, Shown, Source, register


class TermsRow(NamedTuple):
    """The pay terms in force for the month."""

    base_salary: Decimal
    plan: str
    guarantee: Decimal
    social_base: Decimal | None
    housing_base: Decimal | None
    housing_rate: Decimal
    special_deduction: Decimal
    kind: str


_TERMS = """
    SELECT t.id, t.base_salary, t.plan, coalesce(t.guarantee, 0), t.social_base, t.housing_base, coalesce(t.housing_rate, 0),
           t.special_deduction, d.kind
    FROM csd_terms t JOIN csd_department d ON d.id = t.department_id WHERE t.id = ANY(%s)
"""


def terms_of(batch: Batch) -> Rows:
    """Employee id → pay terms."""
    found = {row[0]: TermsRow(*row[1:]) for row in rows_of(_TERMS, [[person.terms for person in batch.placed]])}
    return {person.employee: found[person.terms] for person in batch.placed}


def _days(batch: Batch) -> Rows:
    workdays = len(batch.context.workdays)
    return {person.employee: (workdays, person.employed, person.on_last_day) for person in batch.placed}


def _employed_days(of: OfMonth) -> Table:
    ((hired, left, _id),) = rows_of(EMPLOYMENT.query, {"attempt": of.context.attempt_id, "employee": of.employee})
    return _calendar(of, hired, left or date.max)


def _month_days(of: OfMonth) -> Table:
    return _calendar(of, date.min, date.max)


def _calendar(of: OfMonth, first: date, last: date) -> Table:
    kinds = of.context.day_kinds
    rows = [(day, kinds[day], kinds[day] == WORK and first <= day <= last) for day in of.context.month.days()]
    return Table(_DAYS, rows, _("Calendar of the month"), name="calendar")


_DAYS = (Column(_("Date"), "day"), Column(_("Kind"), words=dict(DayKind.choices)), Column(_("Counts"), "yes"))
EMPLOYMENT = Source(
    "employment",
    _("Employment"),
    (Column(_("Hire date"), "day"), Column(_("Leave date"), "day")),
    "SELECT e.hire_date, p.leave_date, e.id AS k1 FROM csd_attemptperson p JOIN csd_employee e ON e.id = p.employee_id "
    "WHERE p.attempt_id = %(attempt)s AND p.employee_id = %(employee)s",
    BY_ID,
    tall=True,
)


def _terms_table(name: str, column: Column) -> tuple[Shown]:
    """The terms of a person up to the month, with one of their values."""
    return (
        Shown(
            Source(
                "terms",
                _("Pay terms"),
                (Column(_("Effective from"), "day"), column, Column(_("Department")), Column(_("Used"), "yes")),
                f"""SELECT t.effective_from, t.{name}, d.name, t.id = %(terms)s, t.effective_from AS k1, t.id AS k2
                    FROM csd_terms t JOIN csd_department d ON d.id = t.department_id
                    WHERE t.employee_id = %(employee)s AND t.effective_from <= %(last)s AND t.id <= %(terms_rows)s""",
                BY_DAY,
            )
        ),
    )


TERMS = Group("terms", lambda batch: batch.once(terms_of), source=lambda kept, now, terms: f"pay terms {terms}")
DAYS = Group("days", _days, source=lambda kept, now, terms: "employment and calendar")
register(
    Fact(
        "base_salary",
        _("base salary"),
        TERMS,
        lambda terms: terms.base_salary,
        tables=_terms_table("base_salary", Column(_("Base salary"), "money")),
    ),
    Fact(
        "plan",
        _("commission plan"),
        TERMS,
        lambda terms: terms.plan,
        tables=_terms_table("plan", Column(_("Commission plan"), words=dict(Plan.choices))),
    ),
    Fact(
        "guarantee_amount",
        _("guarantee"),
        TERMS,
        lambda terms: terms.guarantee,
        tables=_terms_table("guarantee", Column(_("Guarantee"), "money")),
    ),
    Fact(
        "social_base",
        _("declared social insurance base"),
        TERMS,
        lambda terms: terms.social_base,
        tables=_terms_table("social_base", Column(_("Social insurance base"), "money")),
    ),
    Fact(
        "housing_base",
        _("declared housing fund base"),
        TERMS,
        lambda terms: terms.housing_base,
        tables=_terms_table("housing_base", Column(_("Housing fund base"), "money")),
    ),
    Fact(
        "housing_rate",
        _("housing fund rate"),
        TERMS,
        lambda terms: terms.housing_rate,
        tables=_terms_table("housing_rate", Column(_("Housing fund rate"), "percent")),
    ),
    Fact(
        "special_deduction",
        _("special deduction of the month"),
        TERMS,
        lambda terms: terms.special_deduction,
        tables=_terms_table("special_deduction", Column(_("Special deduction per month"), "money")),
    ),
    Fact("workdays", _("working days of the month"), DAYS, lambda days: days[0], tables=(_month_days,)),
    Fact("employed", _("working days employed"), DAYS, lambda days: days[1], tables=(Shown(EMPLOYMENT, paged=False), _employed_days)),
    Fact("insured", _("employed on the last day"), DAYS, lambda days: days[2], tables=(Shown(EMPLOYMENT),)),
)
