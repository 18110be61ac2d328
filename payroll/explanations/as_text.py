"""A slip's or the waterfall's explanations with the source rows behind each, for the command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from csd.lists.tables import Table
from csd.models import Attempt
from payroll.explanations.explanation import Explanation, explanations
from payroll.explanations.opened import Explained, explained_slip, explained_waterfall
from payroll.explanations.source_rows import policy_table

WithRows = list[tuple[Explanation, Callable[[], list[str]]]]


def lines_of_slip(attempt: Attempt, employee_no: str) -> WithRows:
    """Every value of a slip explained, each with a function that lists the rows behind it; Refused without a slip."""
    return _with_rows(attempt, explained_slip(attempt, employee_no))


def lines_of_waterfall(attempt: Attempt) -> WithRows:
    """Every value of the waterfall explained."""
    return _with_rows(attempt, explained_waterfall(attempt))


def _with_rows(attempt: Attempt, explained: Explained) -> WithRows:
    return [(entry, _lister(attempt, explained, entry)) for entry in explanations(explained.stored)]


def _lister(attempt: Attempt, explained: Explained, entry: Explanation) -> Callable[[], list[str]]:
    def listed() -> list[str]:
        facts = [table for given in entry.inputs if given.kind == "fact" for table in explained.rows.tables(given.name)]
        policies = [policy_table(attempt, given.name) for given in entry.inputs if given.kind == "parameter"]
        return list(_lines([*facts, *policies]))

    return listed


def _lines(tables: Iterable[Table]) -> Iterator[str]:
    seen = set()
    for table in tables:
        text = [f"  {line}" for line in table.lines()]
        key = (str(table.caption), tuple(text))
        if text and key not in seen:
            seen.add(key)
            yield f"{table.caption}: " + " · ".join(str(column.label) for column in table.columns)
            yield from text
