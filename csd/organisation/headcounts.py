"""How many people are in each department on a day (docs/rulebook.md O1, O2): counted once until somebody's terms or last day change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from csd.database.cached import Found, remembered
from csd.database.rows import rows_of

KEPT_SECONDS = 600
# Everybody is counted once, not department by department, and from the index of terms alone, which is read from its end; the few
# who are not employed are taken out of everybody, which is quicker than looking up all the others.
_COUNTED = """
    SELECT t.department_id, count(*) FROM (
        SELECT DISTINCT ON (employee_id) employee_id, department_id FROM csd_terms
        WHERE effective_from <= %(day)s ORDER BY employee_id DESC, effective_from DESC
    ) t WHERE t.employee_id NOT IN (SELECT id FROM csd_employee WHERE hire_date > %(day)s OR leave_date < %(day)s)
    GROUP BY t.department_id
"""
# Whatever is added or changed takes a higher id, here or in the history. Only with no transaction under way that has written (each holds
# a lock on its own number) is there nothing that has taken one already and will be seen later. A snapshot does not tell: those that
# began after the last one that ended are not in it.
_STAND = """
    SELECT (SELECT max(id) FROM csd_terms), (SELECT max(pgh_id) FROM csd_termsevent), (SELECT max(id) FROM csd_employee),
           (SELECT max(pgh_id) FROM csd_employeeevent),
           NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock')
"""


def headcounts(day: date) -> Mapping[int, int]:
    """Department id → people employed on a day whose terms of that day are there; departments without anybody are not in it."""
    return while_nobody_moves(f"headcounts-{day:%Y%m%d}", lambda: dict(rows_of(_COUNTED, {"day": day})))


def while_nobody_moves(what: str, find: Callable[[], Found]) -> Found:
    """What follows from terms and people alone, found once until one of them changes."""
    *highest, quiet = rows_of(_STAND)[0]
    key = f"{what}-" + "-".join(str(number or 0) for number in highest)
    return remembered(key, find, KEPT_SECONDS, keep=quiet)
