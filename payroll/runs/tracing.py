"""Which source row changed after a month was computed: by arithmetic where a single one did, else by the history."""

from __future__ import annotations

from decimal import Decimal

from csd.copying import rows_of
from csd.work.context import AttemptContext

SHOWN = 20
_ORDER_OF = "SELECT order_no FROM payroll_sale WHERE id = %(row)s UNION ALL SELECT order_no FROM payroll_saleevent WHERE pgh_obj_id = %(row)s LIMIT 1"
_CHANGED_SINCE = """
    SELECT DISTINCT v.pgh_obj_id, v.order_no FROM payroll_saleevent v JOIN csd_attempt a ON a.id = %(attempt)s
    WHERE v.pgh_created_at >= a.started_at AND (v.employee_id = %(agent)s
        OR v.pgh_obj_id IN (SELECT id FROM payroll_sale WHERE employee_id = %(agent)s))
    ORDER BY 1 LIMIT %(shown)s
"""


def changed_rows(table: str, context: AttemptContext, agent: int, change: Decimal, weighted_change: int) -> list[str]:
    """Names of the sales of an agent that differ from what was added up; never empty.

    A single changed, added or removed row i moves Σ amount by d and Σ id × fen by i × d, so their quotient names it, whatever
    was done to hide it. For several rows the history says which were touched since.
    """
    fen = int(change * 100)
    if fen and weighted_change % fen == 0 and 0 < weighted_change // fen <= context.highest(table):
        row = weighted_change // fen
        order = rows_of(_ORDER_OF, {"row": row})
        if order:
            return [f"sale {row} (order {order[0][0]})"]
    touched = rows_of(_CHANGED_SINCE, {"attempt": context.attempt_id, "agent": agent, "shown": SHOWN})
    return [f"sale {row} (order {order})" for row, order in touched] or ["sales (several rows)"]
