"""What stands on printed payslips: the lines with last month's beside them, the year so far, all written as pages write it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext as _

from csd import formats
from csd.database.rows import rows_of
from csd.formula import DEDUCTION, EARNING, EMPLOYER
from csd.models import Attempt, Grade
from csd.papers.paper import sha256_of
from csd.work.context import AttemptContext
from payroll.lines.rules import PAYSLIP
from payroll.review.comparison import attempt_before

_LINES_OF = "(SELECT jsonb_object_agg(l.name, l.amount::text) FROM payroll_payslipline l WHERE l.payslip_id = {slip}.id)"
_SLIPS = f"""
    SELECT e.employee_no, e.name, d.name, t.position, t.grade, p.employed, s.provisional,
           s.months_in_year, s.gross_in_year, s.insurance_in_year, s.special_in_year, s.tax_in_year,
           b.id IS NOT NULL, {_LINES_OF.format(slip="s")}, {_LINES_OF.format(slip="b")}
    FROM csd_attemptperson p JOIN payroll_payslip s ON s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id
    JOIN csd_employee e ON e.id = p.employee_id JOIN csd_terms t ON t.id = s.terms_id JOIN csd_department d ON d.id = t.department_id
    LEFT JOIN payroll_payslip b ON b.attempt_id = %(before)s AND b.employee_id = s.employee_id
    WHERE p.attempt_id = %(attempt)s AND p.place >= %(low)s AND p.place < %(high)s ORDER BY p.place
"""
_YEAR = ("gross_in_year", "insurance_in_year", "special_in_year", "tax_in_year")
Amounts = Mapping[str, Decimal]


@dataclass(frozen=True)
class Sections:
    """The lines of a month's payslips by where they stand, and what each is called in it."""

    labels: Mapping[str, str]
    earned: Sequence[str]
    taken: Sequence[str]
    employers: Sequence[str]


def sections_of(attempt: Attempt) -> Sections:
    """Which lines there are in the month of an attempt."""
    edition = PAYSLIP.at(attempt.month)
    labels = {name: gettext(formula.label) for name, formula in edition.formulas.items()}
    return Sections(labels, *(edition.lines(kind) for kind in (EARNING, DEDUCTION, EMPLOYER)))


def contents(attempt: Attempt, low: int, high: int) -> Iterator[dict[str, Any]]:
    """The payslips of people `low` ≤ place < `high` in the language in force, each with the checksum of what it says."""
    before = attempt_before(attempt)
    sections, workdays = sections_of(attempt), len(AttemptContext.of(attempt).workdays)
    values = {"attempt": attempt.pk, "before": before.pk if before else 0, "low": low, "high": high}
    for number, name, department, position, grade, employed, provisional, *rest in rows_of(_SLIPS, values):
        months, *year, had_one, lines, past = rest
        slip = {
            "who": [
                [_("Employee number"), number],
                [pgettext("person", "Name"), name],
                [_("Department"), department],
                [_("Position"), position or str(Grade(grade).label)],
                [_("Working days employed"), f"{employed} / {workdays}"],
            ],
            "provisional": provisional,
            "sections": _sections(sections, _amounts(lines), _amounts(past) if had_one else None),
            "year": [[sections.labels["months_in_year"], str(months)]]
            + [[sections.labels[name], formats.money(amount)] for name, amount in zip(_YEAR, year, strict=True)],
        }
        yield {**slip, "sha256": sha256_of([str(attempt.month), slip])}


def _sections(sections: Sections, now: Amounts, past: Amounts | None) -> list[dict[str, Any]]:
    def rows(names: Sequence[str], sign: int = 1) -> list[list[str]]:
        return [
            [sections.labels[name], *(formats.money(found.get(name, Decimal(0)) * sign) for found in (now, past) if found is not None)]
            for name in names
        ]

    return [
        {"title": _("Earnings"), "rows": rows(sections.earned), "sum": rows(["gross"])[0]},
        {"title": _("Deductions"), "rows": rows(sections.taken, -1), "sum": rows(["net"])[0]},
        {"title": _("What the employer pays besides"), "rows": rows(sections.employers), "sum": None},
    ]


def _amounts(lines: str | None) -> Amounts:
    return {name: Decimal(text) for name, text in json.loads(lines or "{}").items()}
