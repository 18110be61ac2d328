"""The month's sales added up again as they stand, beside what the attempt had added up: per agent, per campaign, and N."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from csd.database.rows import rows_of
from csd.money import ZERO
from csd.work.context import AttemptContext
from payroll.recheck.tracing import Change, changed_sales
from payroll.sales.steps import COUNT_OF_ORDERS, SUMS_OF_AGENTS, campaigns_of, month_rows


class Sums(NamedTuple):
    """Sums of an agent's rows and what proves them."""

    net: Decimal = ZERO
    cost: Decimal = ZERO
    rows: int = 0
    weighted: int = 0
    highest: int = 0


class Campaign(NamedTuple):
    """Sums of a campaign's rows."""

    code: str
    owner: int
    budget: Decimal
    amount: Decimal
    cost: Decimal
    rated: Decimal
    rows: int
    weighted: int
    highest: int


_AGENTS = "SELECT employee_id, net, cost, rows, weighted, highest FROM payroll_agentsales WHERE attempt_id = %s"
_RESULTS = """
    SELECT r.campaign_id, c.code, c.owner_id, c.budget, r.amount, r.cost, r.rated_amount, r.rows, r.weighted, r.highest
    FROM payroll_campaignresult r JOIN payroll_campaign c ON c.id = r.campaign_id WHERE r.attempt_id = %s
"""
_ORDERS = "SELECT produced->>'orders' FROM csd_chunk WHERE attempt_id = %s AND step = 'orders'"
_NUMBERS = "SELECT id, employee_no FROM csd_employee WHERE id = ANY(%s)"


class Sales:
    """Sums of sales, stored and now."""

    def __init__(self, context: AttemptContext) -> None:
        self.context = context
        self.now = {row[0]: _sums(row) for row in rows_of(SUMS_OF_AGENTS, month_rows(context))}
        self.stored = {row[0]: _sums(row) for row in rows_of(_AGENTS, [context.attempt_id])}
        self.campaigns = {row[0]: _campaign(row) for row in campaigns_of(context)}
        self.results = {row[0]: _campaign(row) for row in rows_of(_RESULTS, [context.attempt_id])}
        self.orders: int = rows_of(COUNT_OF_ORDERS, month_rows(context))[0][0]

    @cached_property
    def orders_stored(self) -> int | None:
        """N as the attempt counted it; None when that is gone."""
        found = rows_of(_ORDERS, [self.context.attempt_id])
        return int(found[0][0]) if found and found[0][0] is not None else None

    @cached_property
    def numbers(self) -> dict[int, str]:
        """Employee numbers of the agents."""
        return dict(rows_of(_NUMBERS, [[*{*self.now, *self.stored}]]))

    def changed(self, agent: int, kept: Sums) -> str:
        """Names of the sales that make an agent's sums differ from what was kept."""
        now = self.now.get(agent, Sums())
        change = Change(now.net - kept.net, now.rows - kept.rows, now.weighted - kept.weighted)
        return changed_sales(self.context, "employee_id", agent, change)

    def changed_of_campaign(self, campaign: int) -> str:
        """The same for a campaign; the campaign itself where its sales are as they were."""
        kept, now = self.results[campaign], self.campaigns[campaign]
        if kept[3:] == now[3:]:
            return f"campaign {now.code}"
        change = Change(now.amount - kept.amount, now.rows - kept.rows, now.weighted - kept.weighted)
        return changed_sales(self.context, "campaign_id", campaign, change)

    def differing(self) -> Iterator[tuple[str, str, Sums, Sums]]:
        """(agent, the sales that changed, stored, now) of each agent whose sums differ."""
        for agent in sorted({*self.now, *self.stored}, key=lambda a: self.numbers.get(a, "")):
            kept, now = self.stored.get(agent, Sums()), self.now.get(agent, Sums())
            if kept != now:
                yield self.numbers.get(agent, str(agent)), self.changed(agent, kept), kept, now


def _sums(row: tuple[Any, ...]) -> Sums:
    return Sums(row[1], row[2], row[3], int(row[4]), row[5])


def _campaign(row: tuple[Any, ...]) -> Campaign:
    _id, code, owner, budget, amount, cost, rated, rows, weighted, highest = row
    return Campaign(code, owner, budget, amount, cost, rated, rows, int(weighted), highest)
