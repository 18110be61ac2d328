"""What opens beside a payslip or a waterfall: a figure explained, and each number of it down to its rows (docs/rulebook.md P18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse

from csd.lists.addresses import page_links, query_string
from csd.lists.paging import PagePlace
from csd.lists.tables import Link, Table
from payroll.explanations.explanation import Explanation, Input, explanation
from payroll.explanations.opened import Explained
from payroll.explanations.source_rows import policy_table
from payroll.payslips.figures import in_numbers, written, written_input
from payroll.waterfall.facts import AGENTS, BASES, SLIP_LINES

ROWS_PER_PAGE = 25
KINDS = {"fact": "fact", "policy": "parameter"}


@dataclass(frozen=True)
class Subject:
    """What is explained and where its pages lie: `page` names its address, `where` are the parts of it.

    `stored` are the lines as they were stored, for comparing with what is computed again; `people` names the address of a
    person's line in the same month, where whoever asks may open it.
    """

    explained: Explained
    page: str
    where: Mapping[str, Any]
    title: str
    stored: Mapping[str, Any]
    people: str = ""

    def url(self) -> str:
        """The page itself."""
        return reverse(self.page, kwargs=dict(self.where))

    def line_url(self, line: str) -> str:
        """A line explained."""
        return reverse(f"{self.page}-line", kwargs={**self.where, "line": line})

    def input_url(self, line: str, given: Input) -> str:
        """Where an input of a line comes from."""
        if given.kind == "line":
            return self.line_url(given.name)
        kind = "fact" if given.kind == "fact" else "policy"
        return reverse(f"{self.page}-input", kwargs={**self.where, "line": line, "kind": kind, "name": given.name})


def explained_line(subject: Subject, line: str) -> dict[str, Any]:
    """A line explained, as the template shows it; 404 for one that does not exist."""
    entry, values = _explanation(subject, line)
    stored = subject.stored.get(line)
    differs = entry.money and stored is not None and stored != entry.value
    return {
        "beside": "parts/explanation.html",
        "subject": subject,
        "entry": entry,
        "value": written(line, values[line]),
        "in_numbers": in_numbers(subject.explained.stored, entry),
        "inputs": [(given, written_input(given), subject.input_url(line, given)) for given in entry.inputs],
        "differs": written(line, stored) if differs else "",
    }


def explained_input(subject: Subject, line: str, kind: str, name: str, asked: QueryDict) -> dict[str, Any]:
    """An input of a line with the rows it comes from; 404 for one that the line does not have."""
    entry, _values = _explanation(subject, line)
    given = next((i for i in entry.inputs if (i.kind, i.name) == (KINDS.get(kind), name)), None)
    if given is None:
        raise Http404
    only = asked.get("only", "")[:40]
    tables = [policy_table(subject.explained.attempt, name)] if kind == "policy" else _fact_tables(subject, line, given, asked, only)
    return {
        "beside": "parts/explained_input.html",
        "subject": subject,
        "entry": entry,
        "given": given,
        "value": written_input(given),
        "line_url": subject.line_url(line),
        "here_url": subject.input_url(line, given),
        "tables": [table for table in tables if table.rows],
        "withheld": kind == "fact" and subject.explained.rows.withheld(name),
        "only": only,
    }


def _explanation(subject: Subject, line: str) -> tuple[Explanation, Mapping[str, Any]]:
    stored = subject.explained.stored
    formula = stored.reader.edition.formulas.get(line)
    if formula is None:
        raise Http404
    values = stored.replay()
    return explanation(stored, formula, values), values


def _fact_tables(subject: Subject, line: str, given: Input, asked: QueryDict, only: str) -> list[Table]:
    rows = subject.explained.rows
    keys = rows.paged_keys(given.name, only)
    place = PagePlace.asked(keys, asked)
    tables = rows.tables(given.name, place, ROWS_PER_PAGE, only)
    here = subject.input_url(line, given)
    return [_linked(subject, given, here, only, table) for table in tables]


def _linked(subject: Subject, given: Input, here: str, only: str, table: Table) -> Table:
    """A table whose pages and people are links."""
    rows: Sequence[Sequence[Any]] = table.rows
    if table.name == AGENTS.name:
        rows = [(Link(number, f"{here}{query_string({'only': number})}", explains=True), *rest) for number, *rest in rows]
    elif subject.people and table.name in (SLIP_LINES.name, BASES.name):
        line = "base" if table.name == BASES.name else given.name.removesuffix("_total")
        rows = [(Link(number, _person_url(subject, number, line)), *rest) for number, *rest in rows]
    before, after = page_links(table.before, table.after, here=here, kept={"only": only})
    return replace(table, rows=rows, before=before, after=after)


def _person_url(subject: Subject, number: str, line: str) -> str:
    return reverse(f"{subject.people}-line", kwargs={"month": subject.explained.attempt.month, "number": number, "line": line})
