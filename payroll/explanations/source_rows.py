"""The rows behind a fact of a slip or of the waterfall: the last step of every explanation (docs/rulebook.md P18), as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd.lists.paging import Key, PagePlace, page_of
from csd.lists.tables import Column, Table
from csd.models import Attempt
from csd.policy.selectors import values_set
from csd.policy.words import value_in_words
from csd.work.context import AttemptContext
from payroll.lines.facts import FACTS
from payroll.lines.facts.registry import Made, OfMonth, Shown, Source
from payroll.sales.steps import month_rows

_POLICY = (
    Column(gettext_lazy("Effective from"), "day"),
    Column(gettext_lazy("Value"), "written"),
    Column(gettext_lazy("Set by")),
    Column(gettext_lazy("Set at"), "moment"),
    Column(gettext_lazy("Used"), "yes"),
)


class SourceRows:
    """The source rows of one slip (`employee`, `terms`) or, with None for both, of the waterfall.

    Without `persons` no table that names single people's pay is given.
    """

    def __init__(
        self, attempt: Attempt, employee: int | None, terms: int | None, sources: Mapping[str, Any], *, persons: bool = True
    ) -> None:
        self._sources, self._persons = sources, persons
        self._context = AttemptContext.of(attempt)
        highest = {"costs": self._context.highest("payroll_cost"), "terms_rows": self._context.highest("csd_terms")}
        self._of_month = OfMonth(self._context, employee)
        self._values = {**month_rows(self._context), **highest, "employee": employee, "terms": terms}

    def tables(self, fact: str, place: PagePlace | None = None, size: int | None = None, only: str = "") -> list[Table]:
        """The tables behind a fact; `place` and `size` page the last one that can be, `only` narrows sales to an agent."""
        shown, paged = self._shown(fact, only), self._paged(fact, only)
        tables = []
        for one in shown:
            if not isinstance(one, Shown):
                tables.append(one(self._of_month))
            elif self._persons or not one.source.persons:
                needs = {"only": only} if only else one.needs(self._proof(fact)) or {}
                tables.append(self._table(one.source, needs, place if one is paged else None, size))
        return tables

    def paged_keys(self, fact: str, only: str = "") -> Sequence[Key]:
        """The keys that a page of the last table behind a fact begins after; none where nothing is paged."""
        paged = self._paged(fact, only)
        return paged.source.keys if paged else ()

    def withheld(self, fact: str) -> bool:
        """Whether rows that name single people's pay are kept back."""
        return not self._persons and any(one.source.persons for one in self._shown(fact, "") if isinstance(one, Shown))

    def _shown(self, fact: str, only: str) -> list[Shown | Made]:
        """Which of a fact's tables there are to show."""
        found = FACTS[fact]
        if only and found.of_one is not None:
            return [Shown(found.of_one)]
        proof = self._proof(fact)
        return [one for one in found.tables if not isinstance(one, Shown) or one.needs(proof) is not None]

    def _paged(self, fact: str, only: str) -> Shown | None:
        return next((one for one in reversed(self._shown(fact, only)) if isinstance(one, Shown) and one.paged), None)

    def _proof(self, fact: str) -> Any:
        return self._sources.get(FACTS[fact].proof)

    def _table(self, source: Source, values: Mapping[str, Any], place: PagePlace | None, size: int | None) -> Table:
        page = page_of(
            source.query, {**self._values, **values}, source.keys, place or PagePlace(), size=size if place is not None else None
        )
        rows = [source.typed(row) if source.typed else tuple(row) for row in page.rows]
        if not source.tall:
            return Table(source.columns, rows, source.caption, name=source.name, before=page.before, after=page.after)
        tall = [(column.label, column.written(cell)) for row in rows for column, cell in zip(source.columns, row, strict=True)]
        return Table(
            (Column(gettext_lazy("What")), Column(gettext_lazy("Value"), "written")), tall, source.caption, name=source.name, classes="tall"
        )


def policy_table(attempt: Attempt, key: str) -> Table:
    """The values a policy parameter had up to an attempt: from when, what, who set it; the one the attempt used is marked."""
    used = attempt.frozen["parameters"][key][0]
    rows = [
        (row.since, value_in_words(key, row.value), row.set_by, row.set_at, row.id == used) for row in values_set(key, attempt.month.last)
    ]
    nothing = _("Nobody has set a value; the default holds."), ""
    return Table(_POLICY, rows, gettext_lazy("Values over time"), name="policy", empty=nothing)
