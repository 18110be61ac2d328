"""Writes of dated pay terms (docs/rulebook.md P, 'Pay terms', P1): new ones from a day on, corrections within open months."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, locked_person, write
from csd.access.permissions import may
from csd.closing.open_months import APPROVED, open_from, open_running
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.history.stamps import refuse_changed, same
from csd.months import Month
from csd.organisation.models import Employee, Terms
from csd.organisation.standing import Standing
from csd.policy.parameters import PARAMETERS, base_range_key
from csd.policy.selectors import values_in_force
from csd.policy.words import LABELS

TERMS_FIELDS = (
    "effective_from", "department", "position", "grade", "seniority", "base_salary", "plan", "guarantee", "weight", "social_base",
    "housing_base", "housing_rate", "special_deduction",
)  # fmt: skip


@transaction.atomic
def add_terms(*, employee: Employee, values: Mapping[str, Any], actor: Employee, reason: str = "") -> Terms:
    """Terms from a day on, in the past (of open months) or the future. The same sent again changes nothing."""
    with acting(actor, "terms.change", reason=reason, about=employee) as who:
        locked_person(employee)
        since: date = values["effective_from"]
        there = Terms.objects.filter(employee=employee, effective_from=since).first()
        if there is not None and same(there, values):
            return there
        if there is not None:
            sentence = _("There are terms of %(person)s from this day already. Correct those, or choose another day.")
            raise Refused("terms_there", sentence, person=str(employee), field="effective_from")
        _refuse_paid(employee, since)
        _check_base(who, values, reason)
        return Terms.objects.create(employee=employee, **values)


@transaction.atomic
def correct_terms(*, terms: Terms, values: Mapping[str, Any], seen: str, actor: Employee, reason: str = "") -> Terms:
    """Correct terms that no approved month was computed from, nor one that is being computed."""
    with acting(actor, "terms.change", reason=reason, about=terms.employee) as who:
        locked_person(terms.employee)
        found = Terms.objects.select_for_update().get(pk=terms.pk)
        if same(found, values):
            return found
        refuse_changed(found, seen, TERMS_FIELDS)
        open_from(min(found.effective_from, values["effective_from"]), field="effective_from", changes=True)
        if Terms.objects.filter(employee=terms.employee, effective_from=values["effective_from"]).exclude(pk=found.pk).exists():
            sentence = _("There are terms of %(person)s from this day already. Correct those, or choose another day.")
            raise Refused("terms_there", sentence, person=str(terms.employee), field="effective_from")
        _check_base(who, values, reason)
        write(found, dict(values))
        return found


@transaction.atomic
def withdraw_terms(*, terms: Terms, seen: str, actor: Employee) -> None:
    """Take back terms that have not begun yet."""
    with acting(actor, "terms.change", about=terms.employee):
        locked_person(terms.employee)
        found = Terms.objects.select_for_update().filter(pk=terms.pk).first()
        if found is None:
            return
        refuse_changed(found, seen, TERMS_FIELDS)
        if found.effective_from <= timezone.localdate():
            raise Refused("begun", _("These terms have begun. Enter new terms from a day on instead of taking them back."))
        open_from(found.effective_from, changes=True)
        found.delete()


_PAID = """
    SELECT max(a.month) FROM csd_attemptperson p JOIN csd_attempt a ON a.id = p.attempt_id AND a.sealed
    WHERE p.employee_id = %s AND %s < a.month + interval '1 month'
"""


def _refuse_paid(employee: Employee, since: date) -> None:
    open_running(since)
    (month,) = rows_of(_PAID, [employee.pk, since])[0]
    if month:
        raise Refused("month_approved", APPROVED, month=Month.of(month), field="effective_from")


def _check_base(who: Standing, values: Mapping[str, Any], reason: str) -> None:
    """P1: a base outside the range of its kind, grade and seniority needs a manager and a reason."""
    key = base_range_key(values["department"].kind, values["grade"], values["seniority"])
    limits: tuple[Decimal, Decimal] | None = PARAMETERS[key].value_of(values_in_force(values["effective_from"])[key][1])
    if limits is None or limits[0] <= values["base_salary"] <= limits[1]:
        return
    data = {"low": str(limits[0]), "high": str(limits[1]), "range": LABELS[key], "field": "base_salary"}
    if not may(who, "terms.override"):
        raise Refused(
            "outside_range",
            _("The base is outside %(low)s to %(high)s (%(range)s). Only a manager may go outside, with a reason (P1)."),
            **data,
        )
    if not reason:
        raise Refused(
            "reason_needed", _("The base is outside %(low)s to %(high)s (%(range)s). Say why (P1)."), **{**data, "field": "reason"}
        )
