"""An agent's orders of a month with what each adds to the commission as it stands today (docs/rulebook.md P3, S4; §2八.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from csd.models import Employee, Plan
from csd.money import ZERO
from csd.months import Month
from payroll.lines.facts.brought_forward import carries_of
from payroll.sales.rules import commission_on_sales, commission_per_row
from payroll.sales.selectors import Completed, completed_of, plan_of, sales_rate, today_of


class Earned(NamedTuple):
    """A completed row and what it adds to the commission."""

    row: Completed
    adds: Decimal


@dataclass(frozen=True)
class MyOrders:
    """A month as it stands today: rows newest first; `commission` is what the close would give, the sum of what the rows add."""

    month: Month
    plan: str
    rate: Decimal
    carry: Decimal
    rows: Sequence[Earned]
    net: Decimal
    commission: Decimal

    @property
    def on_sales(self) -> bool:
        """Whether the plan pays a part of sales."""
        return self.plan == Plan.SALES_PERCENT

    @property
    def orders(self) -> int:
        """How many orders there are."""
        return len({earned.row.order_no for earned in self.rows})


def my_orders(employee: Employee, month: Month) -> MyOrders:
    """P3 of an agent's month by what is entered today: the same rule, rate and carry as the close uses."""
    plan, rate = plan_of(employee, month), sales_rate(month)
    carry = carries_of(today_of(month), [employee.pk])[employee.pk].amount
    completed = completed_of(employee, month)
    paid = plan == Plan.SALES_PERCENT
    nets = [row.net for row in completed]
    adds = commission_per_row(nets, carry, rate) if paid else [ZERO] * len(nets)
    net = sum(nets, ZERO)
    earned = [Earned(row, added) for row, added in zip(completed, adds, strict=True)]
    return MyOrders(month, plan, rate, carry, earned[::-1], net, commission_on_sales(net, carry, rate) if paid else ZERO)
