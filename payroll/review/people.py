"""The people of a month beside the month before, as the list shows them and the review counts them (docs/rulebook.md P17)."""

from __future__ import annotations

from typing import NamedTuple

from csd.models import Attempt
from payroll.review.comparison import attempt_before, went_on_from

_PEOPLE = """
    SELECT s.employee_id AS id, e.employee_no, e.name, {gross} AS gross_before, s.gross, {net} AS net_before, s.net,
           s.gross AS gross_key, s.net AS net_key, s.net - coalesce({net}, 0) AS change, s.provisional, false AS gone, %(month)s::date AS month
    FROM payroll_payslip s {join} csd_employee e ON e.id = s.employee_id WHERE s.attempt_id = %(attempt)s
"""  # noqa: E501
# looked up for the rows that are shown, not for all that are searched
_BEFORE = "(SELECT b.{} FROM payroll_payslip b WHERE b.attempt_id = %(before)s AND b.employee_id = s.employee_id)"
_GONE = """
    SELECT e.id, e.employee_no, e.name, b.gross AS gross_before, NULL::numeric AS gross, b.net AS net_before, NULL::numeric AS net,
           0::numeric AS gross_key, 0::numeric AS net_key, -b.net AS change, false AS provisional, true AS gone, %(month)s::date AS month
    FROM payroll_payslip b JOIN csd_employee e ON e.id = b.employee_id
    WHERE b.attempt_id = %(before)s
      AND NOT EXISTS (SELECT 1 FROM payroll_payslip s WHERE s.attempt_id = %(attempt)s AND s.employee_id = b.employee_id)
"""


class Pair(NamedTuple):
    """A computing, and the one of the month before that its run stands on (None: there is none)."""

    attempt: Attempt
    before: Attempt | None

    @property
    def before_id(self) -> int:
        """Its id, 0 for none."""
        return self.before.pk if self.before else 0


def pair_of(attempt: Attempt) -> Pair:
    """A computing with the one before it."""
    return Pair(attempt, attempt_before(attempt))


def people_sql(pair: Pair | None, *, gone: bool = False, counted: bool = False) -> str:
    """Those with a payslip, or those who had one the month before alone: `attempt`, `before` and `month` are its values.

    The list goes through them in the order of an index, by number too. Counting needs nobody's name: with LEFT JOIN it is not
    looked up.
    """
    if gone:
        return _GONE
    # else what was kept is no longer the net of the month before
    kept = pair is None or pair.before is None or went_on_from(pair.attempt, pair.before)
    net = "s.net_before" if kept else _BEFORE.format("net")
    return _PEOPLE.format(gross=_BEFORE.format("gross"), net=net, join="LEFT JOIN" if counted else "JOIN")
