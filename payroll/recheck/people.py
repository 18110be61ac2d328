"""Who was in the month, with which terms and working days, against employees and terms as they stand; all have a slip or a reason."""

from __future__ import annotations

from collections.abc import Iterator

from csd.database.rows import rows_of
from csd.work.context import AttemptContext
from csd.work.people_of_month import people_of_month
from payroll.recheck.finding import Finding, line_of

_STORED = "SELECT employee_id, terms_id, employed, on_last_day, problem IN ('no_terms') FROM csd_attemptperson WHERE attempt_id = %s"
_NUMBERS = "SELECT id, employee_no FROM csd_employee WHERE id = ANY(%s)"
_WITHOUT_SLIP = """
    SELECT e.employee_no FROM csd_attemptperson p JOIN csd_employee e ON e.id = p.employee_id
    WHERE p.attempt_id = %(attempt)s AND p.employed > 0
      AND NOT EXISTS (SELECT 1 FROM payroll_payslip s WHERE s.attempt_id = p.attempt_id AND s.employee_id = p.employee_id)
      AND NOT EXISTS (SELECT 1 FROM payroll_runexception x WHERE x.attempt_id = p.attempt_id AND x.employee_id = p.employee_id AND x.blocking)
"""  # noqa: E501
_WITHOUT_PERSON = """
    SELECT e.employee_no FROM payroll_payslip s JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.attempt_id = %(attempt)s AND NOT EXISTS (
        SELECT 1 FROM csd_attemptperson p WHERE p.attempt_id = s.attempt_id AND p.employee_id = s.employee_id AND p.employed > 0 AND p.problem = '')
"""  # noqa: E501
_Row = tuple[int | None, int, bool]


def people(context: AttemptContext) -> Iterator[Finding]:
    """People who would be frozen otherwise from the same rows, slips that are gone, and slips of people not in the month."""
    stored = {row[0]: row[1:4] for row in rows_of(_STORED, [context.attempt_id])}
    now = {person.employee: (person.terms, person.employed, person.on_last_day) for person in people_of_month(context)}
    numbers = dict(rows_of(_NUMBERS, [[*{*stored, *now}]]))
    for employee in sorted({*stored, *now}, key=lambda person: str(numbers.get(person))):
        yield from _differing(numbers[employee], stored.get(employee), now.get(employee))
    for (number,) in rows_of(_WITHOUT_SLIP, {"attempt": context.attempt_id}):
        yield Finding(number, "gross", "payslip", "is gone")
    for (number,) in rows_of(_WITHOUT_PERSON, {"attempt": context.attempt_id}):
        yield Finding(number, "gross", "payslip", "of somebody who gets none in this month")


def _differing(number: str, stored: _Row | None, now: _Row | None) -> Iterator[Finding]:
    if stored is None or now is None:
        what = "not in the month as stored, in it now" if stored is None else "in the month as stored, not in it now"
        yield Finding(number, line_of("employed"), "employment", what)
        return
    if stored[0] != now[0]:
        yield Finding(number, line_of("base_salary"), f"pay terms {now[0]}", f"pay terms {stored[0]} stored, {now[0]} in force now")
    for fact, kept, found in zip(("employed", "insured"), stored[1:], now[1:], strict=True):
        if kept != found:
            yield Finding(number, line_of(fact), "employment", f"{fact} {kept} stored, {found} now")
