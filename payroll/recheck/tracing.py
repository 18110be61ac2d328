"""Which source row changed after a month was computed: by arithmetic where a single one did, else by the history."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from csd.database.rows import rows_of
from csd.work.context import AttemptContext
from payroll.sales.steps import MONTH_ROWS, month_rows

SHOWN, TWO = 20, 2
_ORDER_OF = (
    "SELECT order_no FROM payroll_sale WHERE id = %(row)s UNION ALL SELECT order_no FROM payroll_saleevent WHERE pgh_obj_id = %(row)s"
    " LIMIT 1"
)
# what was changed or removed since, whether it belonged to them before or does now
_TOUCHED = """
    SELECT DISTINCT v.pgh_obj_id, v.order_no FROM payroll_saleevent v LEFT JOIN payroll_sale s ON s.id = v.pgh_obj_id
    WHERE v.pgh_id > %(mark)s AND (v.{column} = %(owner)s OR s.{column} = %(owner)s) ORDER BY 1 LIMIT %(shown)s
"""


def row_that_moved(change: Decimal, weighted_change: int, highest: int) -> int | None:
    """The one row whose change explains both differences, or None.

    A single changed, added or removed row i moves Σ amount by d and Σ id × fen by i × d, so their quotient names it, whatever
    was done to hide it.
    """
    fen = int(change * 100)
    row = weighted_change // fen if fen and weighted_change % fen == 0 else 0
    return row if 0 < row <= highest else None


class Change(NamedTuple):
    """By how much sums differ from what was added up: Σ amount, how many rows, Σ id × fen."""

    amount: Decimal
    rows: int
    weighted: int


def changed_sales(context: AttemptContext, column: str, owner: int, change: Change) -> str:
    """The sales of an agent (`employee_id`) or campaign (`campaign_id`) that differ from what was added up; never empty.

    Several that left traces are named by those, for to arithmetic they could look like a single one.
    """
    given: dict[str, Any] = {"mark": context.changes("payroll_sale"), "owner": owner, "shown": SHOWN}
    touched = rows_of(_TOUCHED.format(column=column), given)
    row = row_that_moved(change.amount, change.weighted, context.highest("payroll_sale"))
    if len(touched) < TWO and row is not None and _counts_now(context, column, owner, row) == (change.rows >= 0):
        order = rows_of(_ORDER_OF, {"row": row})
        return f"sale {row} (order {order[0][0]})" if order else f"sale {row} (gone)"
    return ", ".join(f"sale {row} (order {order})" for row, order in touched) or "sales (several rows)"


def _counts_now(context: AttemptContext, column: str, owner: int, row: int) -> bool:
    """Whether a sale counts for an agent or a campaign now: a changed or added one does, a removed one does not."""
    query = f"SELECT 1 FROM payroll_sale WHERE {MONTH_ROWS} AND id = %(row)s AND {column} = %(owner)s"
    return bool(rows_of(query, {**month_rows(context), "row": row, "owner": owner}))
