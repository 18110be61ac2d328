"""Payslips from facts: the formulas of the month over each person, and the rows to write (docs/rulebook.md P1-P16, P18)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from csd.database.rows import next_ids, rows_of
from csd.formula import Edition, encode
from csd.work.context import AttemptContext
from payroll.computing.pools import Problem, rule_failed
from payroll.lines.facts.employment import terms_of
from payroll.lines.facts.gathering import Person, people_of
from payroll.lines.facts.registry import Batch
from payroll.lines.facts.year import brought

logger = logging.getLogger(__name__)
# intermediate results that the next month goes on from, kept as columns
CARRIED = ("carry_after", "months_in_year", "gross_in_year", "insurance_in_year", "special_in_year", "tax_in_year")
SLIP_COLUMNS = ("id", "attempt_id", "employee_id", "terms_id", "provisional", "gross", "net", "net_before", *CARRIED, "trace")
LINE_COLUMNS = ("payslip_id", "name", "amount")
Evaluate = Callable[[Mapping[str, Any]], dict[str, Any]]


def slips_of(edition: Edition, batch: Batch) -> tuple[list[tuple[Any, ...]], list[str], list[Problem]]:
    """Rows of slips, lines as COPY text, and an exception for each person whose rules raise: the others go on."""
    context, people = batch.context, people_of(batch, edition.facts)
    terms, before = batch.once(terms_of), batch.once(brought)
    evaluate = edition.bind(context.parameters)
    names = [formula.name for formula in edition.money]
    dependents = Dependents.of(context)
    slips: list[tuple[Any, ...]] = []
    lines: list[str] = []
    problems: list[Problem] = []
    for slip, person in zip(slip_ids(len(people)), people, strict=True):
        try:
            values = evaluate(person.facts)
        except Exception as error:
            logger.exception("payslip of employee %s cannot be computed", person.employee)
            problems.append(rule_failed(person.employee, error))
            continue
        carried = [values[name] for name in CARRIED]
        depends = dependents.include(person, terms[person.employee].kind)
        amounts = values["gross"], values["net"], before[person.employee].net
        slips.append((slip, context.attempt_id, person.employee, person.terms, depends, *amounts, *carried, trace(person)))
        lines += [f"{slip}\t{name}\t{values[name]}" for name in names if values[name]]
    return slips, lines, problems


def trace(person: Person) -> dict[str, Any]:
    """P18's trace as it is stored: every fact exact, and per fact what proves it."""
    return {"facts": {name: encode(value) for name, value in person.facts.items()}, "sources": person.sources}


@dataclass(frozen=True)
class Dependents:
    """Who depends on a person that could not be computed: a slip of theirs is provisional until that is resolved.

    `kinds` are the kinds of department whose order pool misses somebody (None: it is not known which), `people` those nominated
    for a bonus, which hangs on the gate, and the owners of campaigns that a broken person sold for.
    """

    kinds: frozenset[str | None] = frozenset()
    people: frozenset[int] = frozenset()

    @classmethod
    def of(cls, context: AttemptContext) -> Dependents:
        """Nobody where everybody could be computed."""
        broken = dict(rows_of(_BROKEN, [context.attempt_id]))
        if not broken:
            return cls()
        month = {"month": context.month.first, "first": context.month.first, "last": context.month.last, "broken": list(broken)}
        return cls(frozenset(broken.values()), frozenset(person for (person,) in rows_of(_HANGING, month)))

    def include(self, person: Person, kind: str) -> bool:
        """Whether somebody in a kind of department is one of them."""
        in_pool = person.facts["plan"] == "order_pool" and (None in self.kinds or kind in self.kinds)
        return in_pool or person.employee in self.people


# read after the pools, so that whoever they could not count is there as well
_BROKEN = """
    SELECT x.employee_id, d.kind FROM payroll_runexception x
    LEFT JOIN csd_attemptperson p ON p.attempt_id = x.attempt_id AND p.employee_id = x.employee_id
    LEFT JOIN csd_terms t ON t.id = p.terms_id LEFT JOIN csd_department d ON d.id = t.department_id
    WHERE x.attempt_id = %s AND x.blocking AND (p.problem <> '' OR x.detail ? 'pools')
"""
_HANGING = """
    SELECT employee_id FROM payroll_nomination WHERE month = %(month)s
    UNION SELECT c.owner_id FROM payroll_sale s JOIN payroll_campaign c ON c.id = s.campaign_id
    WHERE s.employee_id = ANY(%(broken)s) AND s.date BETWEEN %(first)s AND %(last)s AND c.month = %(month)s
"""


def slip_ids(count: int) -> list[int]:
    """Fresh slip ids, so that lines can name their slip before it is written."""
    return next_ids("payroll_payslip", count)
