"""The facts of a chunk of people that payslip lines are computed from, each with what proves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from csd.database.rows import rows_of
from csd.work.context import AttemptContext
from payroll.lines.facts.registry import FACTS, Batch, Fact, Group, Placed, Rows

# One statement a table. Statistics do not know the rows of an attempt yet: joined, or asked for `attempt_id = … AND employee_id =
# ANY(…)`, PostgreSQL takes them for one row and reads all of the attempt for every chunk. OFFSET 0 keeps it to one step down the
# index per person, so that a chunk costs the same in a company of any size.
OF_EACH = "SELECT x.* FROM unnest(%s::bigint[]) AS p(id) CROSS JOIN LATERAL ({rows} AND employee_id = p.id OFFSET 0) x"
_PLACED = """
    SELECT employee_id, terms_id, employed, on_last_day FROM csd_attemptperson
    WHERE attempt_id = %s AND place >= %s AND place < %s AND employed > 0 AND problem = '' ORDER BY place
"""


@dataclass(frozen=True)
class Person:
    """A person's facts by name, as the formulas declare them, and the sources that prove them."""

    employee: int
    terms: int
    facts: dict[str, Any]
    sources: dict[str, Any]


def batch_of(context: AttemptContext, low: int, high: int) -> Batch:
    """The people of the places [low, high) who get a payslip."""
    return Batch(context, [Placed(*row) for row in rows_of(_PLACED, [context.attempt_id, low, high])])


def people_of(batch: Batch, names: Iterable[str]) -> list[Person]:
    """The facts of these names for everybody of a batch. KeyError where a row that everybody has is gone."""
    facts = [FACTS[name] for name in names]
    groups = {fact.group.name: fact.group for fact in facts if fact.group is not None}
    gathered = {name: group.rows(batch) for name, group in groups.items()}
    return [_person(placed, facts, groups, gathered) for placed in batch.placed]


def _person(placed: Placed, facts: list[Fact], groups: dict[str, Group], gathered: dict[str, Rows]) -> Person:
    employee = placed.employee
    rows = {name: _row(group, gathered[name], employee) for name, group in groups.items()}
    proofs = {name: group.proof(rows[name]) for name, group in groups.items() if group.proof is not None}
    return Person(
        employee,
        placed.terms,
        {fact.name: fact.value(rows[fact.proof]) for fact in facts},
        {name: proof for name, proof in proofs.items() if proof},
    )


def _row(group: Group, rows: Rows, employee: int) -> Any:
    return rows[employee] if group.without is None else rows.get(employee, group.without)
