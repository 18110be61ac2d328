"""Database triggers that keep the source rows of an approved month as they were (docs/rulebook.md P17, docs/formats.md `load_company`).

`csd.database.sealed_months` keeps what a run computed; this keeps what it was computed from, so that an approved figure still finds
its rows. As there, the triggers work per statement. They first look at the span of what a statement touches, in one pass, and lock
those months shared, as a load does: a change waits for an approval that is under way and then finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger

from csd.database.after_statement import after_statement

REFUSAL = (
    "RAISE EXCEPTION '% belongs to an approved month and cannot be changed (P17)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
)
LAST_APPROVED = "(SELECT max(month) FROM csd_monthlock WHERE approved)"
LAST_DAY_APPROVED = f"({LAST_APPROVED} + interval '1 month' - interval '1 day')"
_BEGIN, _END = "m.month", "(m.month + interval '1 month')"


@dataclass(frozen=True)
class Span:
    """When a row `r` counts, as SQL from `first` to `last` inclusive; `moments` are times, else dates."""

    first: str
    last: str
    moments: bool = False

    def meets(self) -> str:
        """Whether the row counts in month `m`. Moments are compared in Shanghai, whatever zone the session is in."""
        begin, end = (f"({day}::timestamp AT TIME ZONE 'Asia/Shanghai')" if self.moments else day for day in (_BEGIN, _END))
        return f"{self.first} < {end} AND {self.last} >= {begin}"

    def days(self) -> str:
        """The first and the last day of all rows."""
        first, last = f"min({self.first})", f"max({self.last})"
        if self.moments:
            first, last = f"({first} AT TIME ZONE 'Asia/Shanghai')", f"({last} AT TIME ZONE 'Asia/Shanghai')"
        return f"{first}::date AS low, {last}::date AS high"


def on(column: str, *, moments: bool = False, used_later: str = "") -> tuple[Span, Span]:
    """Spans of a row that counts on one day or moment: when added, and once there until `used_later` (an interval) after a month's end."""
    at = f'r."{column}"'
    earlier = f"({at} - interval '{used_later}')" if used_later else at
    return Span(at, at, moments), Span(earlier, at, moments)


def closed_with_month(added: Span, there: Span | None = None) -> list[pgtrigger.Trigger]:
    """The triggers of a table of source rows: no row of an approved month is added, changed, removed or moved there."""
    there = there or added
    return [
        closed("insert", _refuse_in_span([("new_rows", added)]), *_SPAN),
        closed("update", _refuse_in_span([("old_rows", there), ("new_rows", added)]), *_SPAN),
        closed("delete", _refuse_in_span([("old_rows", there)]), *_SPAN),
    ]


def closed(operation: str, func: str, *declare: tuple[str, str]) -> pgtrigger.Trigger:
    """One trigger after a statement, with its transition tables `old_rows` and `new_rows`; `func` raises where it refuses."""
    return after_statement("closed", operation, func, declare)


def refuse_where(query: str) -> str:
    """PL/pgSQL that refuses when a query has a row, once any month is approved."""
    return f"IF {LAST_APPROVED} IS NOT NULL AND EXISTS ({query}) THEN {REFUSAL} END IF;"


_SPAN = (("low", "DATE"), ("high", "DATE"))


def _refuse_in_span(parts: list[tuple[str, Span]]) -> str:
    spans = " UNION ALL ".join(f"SELECT {span.days()} FROM {rows} r" for rows, span in parts)
    found = " UNION ALL ".join(
        f"SELECT 1 FROM csd_monthlock m JOIN {rows} r ON {span.meets()} WHERE m.approved AND m.month BETWEEN low AND high"
        for rows, span in parts
    )
    return f"""
        SELECT date_trunc('month', min(s.low))::date, max(s.high) INTO low, high FROM ({spans}) s;
        IF low IS NULL THEN RETURN NULL; END IF;
        PERFORM 1 FROM csd_monthlock WHERE month BETWEEN low AND high ORDER BY month FOR SHARE;
        IF EXISTS (SELECT 1 FROM csd_monthlock WHERE approved AND month BETWEEN low AND high) AND EXISTS ({found}) THEN {REFUSAL} END IF;
    """
