"""Payslips and waterfall of a month as tables for people (docs/rulebook.md P1-P16, O4)."""

# many imports: a table of pay names its rows, columns, words and rights
from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from csd import formats
from csd.access.permissions import may
from csd.database.rows import rows_of
from csd.exports.months import attempt_of, computed_month, month_words, not_approved
from csd.exports.registry import ExportKind, Order
from csd.exports.sheets import Sheet
from csd.exports.tables import PORTION, tables
from csd.lists.tables import Column
from csd.models import Attempt
from payroll.exports.month import WATERFALL, by_column, payslip_columns
from payroll.lines.rules import PAYSLIP
from payroll.review.comparison import attempt_before, waterfall_lines
from payroll.waterfall.words import WATERFALL_LINES

_SLIPS = """
    SELECT e.employee_no, e.name, d.name, t.position, jsonb_object_agg(l.name, l.amount::text) FILTER (WHERE l.name IS NOT NULL)
    FROM csd_attemptperson p JOIN payroll_payslip s ON s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id
    JOIN csd_employee e ON e.id = p.employee_id JOIN csd_terms t ON t.id = s.terms_id JOIN csd_department d ON d.id = t.department_id
    LEFT JOIN payroll_payslipline l ON l.payslip_id = s.id
    WHERE p.attempt_id = %s AND p.place >= %s AND p.place < %s
    GROUP BY p.place, e.employee_no, e.name, d.name, t.position ORDER BY p.place
"""
_WHO = (
    Column(gettext_lazy("Employee number"), key="employee_no"),
    Column(pgettext_lazy("person", "Name"), key="name"),
    Column(gettext_lazy("Department"), key="department"),
    Column(gettext_lazy("Position"), key="position"),
)


def places_of(attempt: Attempt) -> int:
    """How many places the list of people of a month has."""
    return int(rows_of("SELECT coalesce(max(place) + 1, 0) FROM csd_attemptperson WHERE attempt_id = %s", [attempt.pk])[0][0])


def count_slips(order: Order) -> int:
    """How many payslips a month has."""
    return int(rows_of("SELECT count(*) FROM payroll_payslip WHERE attempt_id = %s", [order.parameters["attempt"]])[0][0])


def _slip_rows(attempt: Attempt, names: Sequence[str]) -> Iterator[list[Sequence[Any]]]:
    for low in range(0, places_of(attempt), PORTION):
        portion: list[Sequence[Any]] = []
        for *person, lines in rows_of(_SLIPS, [attempt.pk, low, low + PORTION]):
            amounts = by_column({name: Decimal(text) for name, text in json.loads(lines or "{}").items()})
            portion.append((*person, *(amounts.get(name, Decimal(0)) for name in names)))
        yield portion


def _slips(order: Order) -> Sheet:
    attempt = attempt_of(order)
    names = payslip_columns(attempt)
    lines = PAYSLIP.at(attempt.month).formulas
    columns = (*_WHO, *(Column(gettext_lazy(lines[name].label), "money", key=name) for name in names))
    return Sheet(order.title, order.scope, order.by, order.asked_at, columns, _slip_rows(attempt, names), frozenset(names))


def _waterfall(order: Order) -> Sheet:
    attempt = attempt_of(order)
    before = attempt_before(attempt)
    here, past = waterfall_lines(attempt), waterfall_lines(before) if before else {}
    months = [attempt.month, *([attempt.month - 1] if past else [])]
    columns = (Column(gettext_lazy("Line")), *(Column(formats.month(month), "money") for month in months))
    gates = dict(
        rows_of("SELECT attempt_id, gate FROM payroll_waterfall WHERE attempt_id = ANY(%s)", [[a.pk for a in (attempt, before) if a]])
    )
    gate = [formats.yes_no(gates[a.pk]) for a in (attempt, before) if a and a.pk in gates]
    rows = [
        (WATERFALL_LINES[name], *(gate if name == "gate" else [found.get(name) for found in (here, past) if found])) for name in WATERFALL
    ]
    return Sheet(order.title, order.scope, order.by, order.asked_at, columns, [rows])


PAYSLIPS = ExportKind(
    name="payslips",
    words=gettext_lazy("Payslips of a month"),
    title=lambda parameters: _("Payslips, %(month)s") % {"month": month_words(parameters)},
    seen_by=lambda who, parameters: may(who, "pay.export"),
    read=computed_month,
    count=count_slips,
    makers=tables(_slips),
    scope=not_approved,
    fields=("month",),
    right=lambda parameters: "pay.export",
)
WATERFALLS = ExportKind(
    name="waterfall",
    words=gettext_lazy("Waterfall of a month"),
    title=lambda parameters: _("Waterfall, %(month)s") % {"month": month_words(parameters)},
    seen_by=lambda who, parameters: may(who, "waterfall.see"),
    read=computed_month,
    count=lambda order: len(WATERFALL),
    makers=tables(_waterfall),
    scope=not_approved,
    fields=("month",),
)
