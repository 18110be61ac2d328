"""Facts that are paid as given: special rewards (docs/rulebook.md P9) and adjustments of earlier months (P17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from csd.database.rows import rows_of
from csd.lists.tables import Column
from csd.money import ZERO
from csd.months import Month
from payroll.adjustments.selectors import ADJUSTMENTS_USED, adjustments_used
from payroll.lines.facts.columns import BY_ID
from payroll.lines.facts.registry import Batch, Fact, Group, Rows, Shown, Source, register
from payroll.lines.facts.sales import changed_rows
from payroll.lines.words import LINES


class Given(NamedTuple):
    """What the rows of a person come to, and [row, amount] of each."""

    amount: Decimal = ZERO
    rows: Sequence[Sequence[Any]] = ()


_SPECIALS = "SELECT employee_id, id, amount FROM payroll_special WHERE month = %s AND id <= %s AND employee_id = ANY(%s) ORDER BY id"
_ADJUSTMENTS = f"""
    SELECT employee_id, id, amount FROM payroll_adjustment WHERE {ADJUSTMENTS_USED} AND employee_id = ANY(%(people)s) ORDER BY id
"""


def _added_up(rows: Iterable[tuple[Any, ...]]) -> Rows:
    found: dict[int, Given] = defaultdict(Given)
    for employee, row, amount in rows:
        before = found[employee]
        found[employee] = Given(before.amount + amount, [*before.rows, [row, str(amount)]])
    return found


def _specials(batch: Batch) -> Rows:
    return _added_up(rows_of(_SPECIALS, [batch.context.month.first, batch.context.highest("payroll_special"), batch.ids]))


def _adjustments(batch: Batch) -> Rows:
    return _added_up(rows_of(_ADJUSTMENTS, {**adjustments_used(batch.context), "people": batch.ids}))


def _ids(rows: Any) -> Mapping[str, Any]:
    return {"ids": [row for row, _amount in rows or ()]}


SPECIALS = Source(
    "specials",
    _("Special rewards"),
    (Column(_("Reason")), Column(_("Amount"), "money")),
    "SELECT reason, amount, id AS k1 FROM payroll_special WHERE id = ANY(%(ids)s)",
    BY_ID,
)
ADJUSTMENTS = Source(
    "adjustments",
    _("Adjustments"),
    (
        Column(_("Corrects"), "month"),
        Column(_("Line"), words=LINES),
        Column(_("Amount"), "money"),
        Column(_("Reason")),
        Column(_("Proposed by")),
        Column(_("Approved by")),
    ),
    """SELECT a.corrects, a.line, a.amount, a.reason, p.name, b.name, a.id AS k1 FROM payroll_adjustment a
       JOIN csd_employee p ON p.id = a.proposed_by_id JOIN csd_employee b ON b.id = a.approved_by_id WHERE a.id = ANY(%(ids)s)""",
    BY_ID,
    typed=lambda row: (Month.of(row[0]), *row[1:]),
)
register(
    Fact(
        "specials",
        _("approved specials"),
        Group("specials", _specials, Given(), lambda given: list(given.rows), changed_rows("special")),
        lambda given: given.amount,
        tables=(Shown(SPECIALS, _ids),),
    ),
    Fact(
        "adjustments",
        _("approved adjustments"),
        Group("adjustments", _adjustments, Given(), lambda given: list(given.rows), changed_rows("adjustment")),
        lambda given: given.amount,
        tables=(Shown(ADJUSTMENTS, _ids),),
    ),
)
