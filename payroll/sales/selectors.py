"""Reads of sales and campaigns, scoped to whoever asks (docs/rulebook.md O4, S1, S4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from csd.access.scope import SALES, may_see
from csd.database.rows import rows_of
from csd.history.changes import WHO_JOINS
from csd.keys import spellings
from csd.models import Employee, Plan
from csd.months import Month
from csd.organisation.standing import Standing
from csd.policy.parameters import PARAMETERS
from csd.policy.selectors import values_in_force
from csd.work.context import ANY_ID, AttemptContext
from payroll.sales.models import Campaign, Sale
from payroll.sales.steps import SIGNED

_CHANGED_BY = f"""
    SELECT coalesce(e.name, c.metadata->>'who') FROM payroll_saleevent v {WHO_JOINS} WHERE v.pgh_obj_id = %s ORDER BY v.pgh_id DESC LIMIT 1
"""


class Change(NamedTuple):
    """A state a row had, until when, and who changed it then."""

    status: str
    until: date
    by: str


class Completed(NamedTuple):
    """A completed row of an agent's month; `net` is negative for a refund."""

    id: int
    order_no: str
    date: date
    kind: str
    product: str
    net: Decimal


_HISTORY = f"""
    SELECT v.status, v.pgh_created_at, coalesce(e.name, c.metadata->>'who', '') FROM payroll_saleevent v {WHO_JOINS}
    WHERE v.pgh_obj_id = %s ORDER BY v.pgh_id
"""
_ENTERED = """
    SELECT e.name, n.at FROM payroll_entry n JOIN csd_employee e ON e.id = n.author_id WHERE n."table" = 'payroll_sale' AND n.row = %s
"""
_COMPLETED = f"""
    SELECT id, order_no, date, kind, product, {SIGNED.format("amount")} FROM payroll_sale
    WHERE employee_id = %(employee)s AND date BETWEEN %(first)s AND %(last)s AND status = 'completed' ORDER BY date, id
"""
_PLAN = """
    SELECT t.plan FROM csd_terms t WHERE t.employee_id = %(employee)s AND t.effective_from <= least(%(last)s::date, %(left)s::date)
    ORDER BY t.effective_from DESC LIMIT 1
"""


def sale_seen(who: Standing, sale_id: int) -> Sale | None:
    """A row that somebody may see; None for one that is not theirs, whether it exists or not."""
    found = Sale.objects.filter(pk=sale_id).select_related("employee").first()
    return found if found and may_see(who, found.employee, SALES) else None


def who_changed(sale: Sale) -> str:
    """Who changed a row last; nothing where nobody did or it is not known."""
    found = rows_of(_CHANGED_BY, [sale.pk])
    return found[0][0] or "" if found else ""


def changes_of(sale: Sale) -> list[Change]:
    """What states a row had, oldest first."""
    return [Change(*row) for row in rows_of(_HISTORY, [sale.pk])]


def entered_by(sale: Sale) -> tuple[str, date] | None:
    """Who entered a row by hand, and when; None for a loaded one."""
    found = rows_of(_ENTERED, [sale.pk])
    return found[0] if found else None


def campaign_with_code(code: str) -> Campaign | None:
    """A campaign by its name, however it is spelled."""
    wanted = spellings(code)
    found = {campaign.code: campaign for campaign in Campaign.objects.filter(code__in=wanted)}
    return next((found[name] for name in wanted if name in found), None)


def completed_of(employee: Employee, month: Month) -> Sequence[Completed]:
    """The completed rows of an agent in a month as they are entered today, oldest first."""
    values = {"employee": employee.pk, "first": month.first, "last": month.last}
    return [Completed(*row) for row in rows_of(_COMPLETED, values)]


def plan_of(employee: Employee, month: Month) -> str:
    """The commission plan of a month by the terms entered today; none without terms."""
    found = rows_of(_PLAN, {"employee": employee.pk, "last": month.last, "left": employee.leave_date})
    return str(found[0][0]) if found else Plan.NONE.value


def sales_rate(month: Month) -> Decimal:
    """P3's rate of a month by the policy entered today."""
    rate: Decimal = PARAMETERS["sales_rate"].value_of(values_in_force(month.first)["sales_rate"][1])
    return rate


def today_of(month: Month) -> AttemptContext:
    """A month as it stands today, for the reads that attempts share: no row is too new for it."""
    return AttemptContext(ANY_ID, month, {"highest": {}})
