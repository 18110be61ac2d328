"""The rows behind a fact of a slip or of the waterfall: the last step of every explanation (RULES.md P18), as tables."""

# many imports: whatever a figure rests on is shown here, of every subject
from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.points.daybook import duties_of
from attendance.points.words import evidence_in_words
from csd import formats
from csd.calendar.day_kinds import WORK
from csd.lists.paging import Key, PagePlace, page_of
from csd.lists.tables import Column, Table
from csd.models import Attempt, DayKind
from csd.months import Month
from csd.policy.selectors import values_set
from csd.policy.words import value_in_words
from csd.work.context import AttemptContext
from duty.models import LeaveKind
from payroll.explanations import sources as queries
from payroll.explanations.sources import Source
from payroll.sales.steps import month_rows

_YEAR_FACTS = ("months_before", "gross_before", "insurance_before", "special_before", "tax_before")
_SCORE_FACTS = ("unpaid_days", "holiday_minutes", "action")
_COST_KINDS = {"cost_promotion": "promotion", "cost_courier": "aftersales_courier", "cost_other": "other"}
_DAYS = (
    Column(gettext_lazy("Date"), "day"),
    Column(gettext_lazy("Kind"), words=dict(DayKind.choices)),
    Column(gettext_lazy("Counts"), "yes"),
)
_POLICY = (
    Column(gettext_lazy("Effective from"), "day"),
    Column(gettext_lazy("Value"), "written"),
    Column(gettext_lazy("Set by")),
    Column(gettext_lazy("Set at"), "moment"),
    Column(gettext_lazy("Used"), "yes"),
)
_DUTIES = (
    Column(gettext_lazy("Duty")),
    Column(gettext_lazy("Sign-in")),
    Column(gettext_lazy("Sign-out")),
    Column(gettext_lazy("Leave")),
    Column(gettext_lazy("Minutes on statutory days"), "number"),
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
        self._values = {**month_rows(self._context), **highest, "employee": employee, "terms": terms}

    def tables(self, fact: str, place: PagePlace | None = None, size: int | None = None, only: str = "") -> list[Table]:
        """The tables behind a fact; `place` and `size` page the last one, `only` narrows sales to an agent."""
        if fact in ("workdays", "employed"):
            return self._calendar(fact)
        found = [(queries.SALES_OF_AGENT, {"only": only})] if only and fact in ("sales_net", "cost_net") else self._named(fact)
        tables = [
            self._table(source, values, place if index == len(found) - 1 else None, size)
            for index, (source, values) in enumerate(found)
            if self._persons or not source.persons
        ]
        return [*tables, self._duties()] if fact in _SCORE_FACTS else tables

    def paged_keys(self, fact: str, only: str = "") -> Sequence[Key]:
        """The keys that a page of the last table behind a fact begins after; none where nothing is paged."""
        if fact in ("workdays", "employed"):
            return ()
        found = (
            [queries.SALES_OF_AGENT] if only and fact in ("sales_net", "cost_net") else [source for source, _values in self._named(fact)]
        )
        return found[-1].keys if found else ()

    def withheld(self, fact: str) -> bool:
        """Whether rows that name single people's pay are kept back."""
        return not self._persons and any(source.persons for source, _values in self._named(fact))

    def _table(self, source: Source, values: Mapping[str, Any], place: PagePlace | None, size: int | None) -> Table:
        page = page_of(
            source.query, {**self._values, **values}, source.keys, place or PagePlace(), size=size if place is not None else None
        )
        rows = [_typed(source, row) for row in page.rows]
        if not source.tall:
            return Table(source.columns, rows, source.caption, name=source.name, before=page.before, after=page.after)
        tall = [(column.label, column.written(cell)) for row in rows for column, cell in zip(source.columns, row, strict=True)]
        return Table(
            (Column(gettext_lazy("What")), Column(gettext_lazy("Value"), "written")), tall, source.caption, name=source.name, classes="tall"
        )

    def _named(self, fact: str) -> Sequence[tuple[Source, dict[str, Any]]]:
        """The sources of a fact with the values their queries need; none for facts of the calendar."""
        if fact in queries.TERMS:
            return [(queries.TERMS[fact], {})]
        if fact in _SCORE_FACTS:
            return [(queries.SCORE, {}), (queries.ENTRIES, {})]
        if fact in _COST_KINDS:
            return [(queries.COSTS, {"kind": _COST_KINDS[fact]})]
        if fact.endswith("_total"):
            return [(queries.SLIP_LINES, {"line": fact.removesuffix("_total")})]
        if fact in ("specials", "adjustments"):
            ids = [row for row, _amount in self._listed(fact)]
            return [(queries.SPECIALS if fact == "specials" else queries.ADJUSTMENTS, {"ids": ids})]
        return self._simple(fact) or self._brought_forward(fact)

    def _simple(self, fact: str) -> Sequence[tuple[Source, dict[str, Any]]]:
        simple: dict[str, list[tuple[Source, dict[str, Any]]]] = {
            "insured": [(queries.EMPLOYMENT, {})],
            "net_sales": [(queries.SALES, {})],
            "campaigns": [(queries.CAMPAIGNS, {}), (queries.CAMPAIGN_SALES, {})],
            "order_share": [(queries.ORDER_POOL, {"like": "order:%"})],
            "bonus_share": [(queries.BONUS_POOLS, {"like": "bonus:%"})],
            "contract_bases": [(queries.BASES, {})],
            **{key: [(queries.SALES_BY_DAY, {}), (queries.AGENTS, {})] for key in ("sales_net", "cost_net")},
            **{key: [(queries.QUARTER, {"ids": list(self._listed("quarter"))})] for key in ("net_profit_before", "base_sum_before")},
        }
        return simple.get(fact, [])

    def _brought_forward(self, fact: str) -> Sequence[tuple[Source, dict[str, Any]]]:
        named = self._sources.get("year" if fact in _YEAR_FACTS else fact)
        if not isinstance(named, dict) or not ("slip" in named or "opening" in named):
            return []
        return [(queries.SLIP_BEFORE, {"row": named["slip"]}) if "slip" in named else (queries.OPENING, {"row": named["opening"]})]

    def _listed(self, name: str) -> Sequence[Any]:
        found = self._sources.get(name, [])
        return found if isinstance(found, list) else []

    def _calendar(self, fact: str) -> list[Table]:
        first, last = date.min, date.max
        tables = []
        if fact == "employed":
            row = page_of(queries.EMPLOYMENT.query, self._values, queries.EMPLOYMENT.keys, PagePlace()).rows[0]
            first, last = row[0], row[1] or date.max
            tables.append(self._table(queries.EMPLOYMENT, {}, None, None))
        kinds = self._context.day_kinds
        rows = [(day, kinds[day], kinds[day] == WORK and first <= day <= last) for day in self._context.month.days()]
        return [*tables, Table(_DAYS, rows, gettext_lazy("Calendar of the month"), name="calendar")]

    def _duties(self) -> Table:
        rows = [
            (
                formats.span(entry.start, entry.end),
                entry.sign_in and f"{entry.sign_in:%H:%M}",
                entry.sign_out and f"{entry.sign_out:%H:%M}",
                "; ".join(str(LeaveKind(kind).label) for kind in entry.leave),
                entry.holiday_minutes,
            )
            for entry in duties_of(self._context, self._values["employee"])
        ]
        return Table(_DUTIES, rows, gettext_lazy("Duties of the month"), name="duties", empty=(_("No duty in this month"), ""))


def policy_table(attempt: Attempt, key: str) -> Table:
    """The values a policy parameter had up to an attempt: from when, what, who set it; the one the attempt used is marked."""
    used = attempt.frozen["parameters"][key][0]
    rows = [
        (row.since, value_in_words(key, row.value), row.set_by, row.set_at, row.id == used) for row in values_set(key, attempt.month.last)
    ]
    nothing = _("Nobody has set a value; the default holds."), ""
    return Table(_POLICY, rows, gettext_lazy("Values over time"), name="policy", empty=nothing)


def _typed(source: Source, row: Sequence[Any]) -> tuple[Any, ...]:
    """A row with the cells that a query cannot give as they are meant: months, fractions, evidence in words."""
    if source is queries.ENTRIES:
        at, kind, points, evidence, rule = row
        return (at, kind, points, evidence_in_words(rule, json.loads(evidence)), rule)
    kinds: dict[str, Callable[[Any], Any]] = {"month": Month.of, "days": Fraction}
    return tuple(kinds[column.kind](cell) if column.kind in kinds else cell for column, cell in zip(source.columns, row, strict=True))
