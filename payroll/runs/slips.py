"""Payslips from facts: the formulas of the month over each person, and the rows to write (RULES.md P1-P16, P18)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from csd.copying import next_ids, rows_of
from csd.formula import Edition, encode
from csd.work.context import AttemptContext
from payroll.runs.facts import Person
from payroll.runs.pooling import Problem

logger = logging.getLogger(__name__)
# intermediate results that the next month goes on from, kept as columns
CARRIED = ("carry_after", "months_in_year", "gross_in_year", "insurance_in_year", "special_in_year", "tax_in_year")
SLIP_COLUMNS = ("id", "attempt_id", "employee_id", "terms_id", "provisional", "gross", "net", *CARRIED, "trace")
LINE_COLUMNS = ("payslip_id", "name", "amount")
Evaluate = Callable[[Mapping[str, Any]], dict[str, Any]]


def slips_of(context: AttemptContext, edition: Edition, people: list[Person]) -> tuple[list[tuple[Any, ...]], list[str], list[Problem]]:
    """Rows of slips, lines as COPY text, and an exception for each person whose rules raise: the others go on."""
    evaluate = edition.bind(context.parameters)
    names = [formula.name for formula in edition.money]
    provisional = provisional_kinds(context)
    slips: list[tuple[Any, ...]] = []
    lines: list[str] = []
    problems: list[Problem] = []
    for slip, person in zip(slip_ids(len(people)), people, strict=True):
        try:
            values = evaluate(person.facts)
        except Exception as error:
            logger.exception("payslip of employee %s cannot be computed", person.employee)
            problems.append(Problem("rule_failed", person.employee, True, {"error": f"{type(error).__name__}: {error}"[:500]}))
            continue
        carried = [values[name] for name in CARRIED]
        depends = bool(provisional) and ("*" in provisional or person.kind in provisional or "bonus_share" in person.sources)
        slips.append(
            (slip, context.attempt_id, person.employee, person.terms, depends, values["gross"], values["net"], *carried, trace(person))
        )
        lines += [f"{slip}\t{name}\t{values[name]}" for name in names if values[name]]
    return slips, lines, problems


def trace(person: Person) -> dict[str, Any]:
    """P18's trace as it is stored: every fact exact, and per fact what proves it."""
    return {"facts": {name: encode(value) for name, value in person.facts.items()}, "sources": person.sources}


def provisional_kinds(context: AttemptContext) -> set[str]:
    """Kinds of department whose order pool misses a broken person, as the step `pools` found them (`pooling.kinds_with_problems`)."""
    return {kind for (kind,) in rows_of(_PROVISIONAL, [context.attempt_id])}


_PROVISIONAL = "SELECT jsonb_array_elements_text(produced->'provisional') FROM csd_chunk WHERE attempt_id = %s AND step = 'pools'"


def slip_ids(count: int) -> list[int]:
    """Fresh slip ids, so that lines can name their slip before it is written."""
    return next_ids("payroll_payslip", count)
