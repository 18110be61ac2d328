"""Pools put together and split again (docs/rulebook.md P4, P8): the amounts, who takes part with which weight, and everybody's share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from csd.database.rows import rows_of
from csd.work.context import AttemptContext
from payroll.computing.pools import Month, SplitPool, gather
from payroll.recheck.finding import Finding
from payroll.recheck.sales import Sales

Shares = dict[int, tuple[str, Decimal]]
_STORED = "SELECT id, name, amount, facts FROM payroll_pool WHERE attempt_id = %s ORDER BY name"
_SHARES = (
    "SELECT s.pool_id, s.employee_id, s.weight, s.amount FROM payroll_poolshare s JOIN payroll_pool p ON p.id = s.pool_id"
    " WHERE p.attempt_id = %s"
)
_NUMBERS = "SELECT employee_id, e.employee_no FROM csd_attemptperson p JOIN csd_employee e ON e.id = p.employee_id WHERE p.attempt_id = %s"
_NOMINATIONS = "SELECT id, pool, employee_id FROM payroll_nomination WHERE month = %s AND id <= %s"
_LINES = {"order": "comm_order", "bonus": "bonus"}


class Again:
    """What is shared out in the month, computed again from the same rows."""

    def __init__(self, context: AttemptContext, sales: Sales) -> None:
        self.context, self.sales = context, sales

    @cached_property
    def month(self) -> Month | None:
        """None where the number of orders is gone."""
        return None if self.sales.orders_stored is None else gather(self.context)


def pools(again: Again) -> Iterator[Finding]:
    """Pools that are gone or new, amounts and members that differ, and the share of each person that would be another."""
    context, sales = again.context, again.sales
    if sales.orders_stored != sales.orders:
        yield Finding("pool", "orders", "sales", f"{sales.orders_stored} orders stored, {sales.orders} now")
    if again.month is None:
        return
    checked = _Pools(context)
    now = {pool.name: pool for pool in again.month.pools}
    for name in sorted({*checked.stored, *now}):
        if name not in now or name not in checked.stored:
            yield Finding("pool", name, name, "is stored, but there would be none" if name in checked.stored else "is gone")
        else:
            yield from checked.compare(now[name])


class _Pools:
    """The stored pools with their shares."""

    def __init__(self, context: AttemptContext) -> None:
        attempt = [context.attempt_id]
        self.numbers: dict[int, str] = dict(rows_of(_NUMBERS, attempt))
        self.shares: dict[int, Shares] = {}
        for pool, employee, weight, amount in rows_of(_SHARES, attempt):
            self.shares.setdefault(pool, {})[employee] = (weight, amount)
        self.stored: dict[str, tuple[int, Decimal, dict[str, Any]]] = {
            name: (pool, amount, json.loads(facts)) for pool, name, amount, facts in rows_of(_STORED, attempt)
        }
        limits = [context.month.first, context.highest("payroll_nomination")]
        self.nominations = {(f"bonus:{pool}", employee): row for row, pool, employee in rows_of(_NOMINATIONS, limits)}

    def compare(self, now: SplitPool) -> Iterator[Finding]:
        """One pool."""
        pool, amount, facts = self.stored[now.name]
        kept = self.shares.get(pool, {})
        sort, line = now.name.partition(":")[0], _LINES[now.name.partition(":")[0]]
        causes = [
            self._member(now.name, person)
            for person in sorted({*kept, *now.shares})
            if _weight(kept, person) != _weight(now.shares, person)
        ]
        if (amount, facts) != (now.amount, now.facts):
            source = "orders and rate" if sort == "order" else "waterfall"
            causes.append(source)
            yield Finding("pool", now.name, source, f"{amount} {facts} stored, {now.amount} {now.facts} now")
        cause = ", ".join(causes)
        if cause:
            yield Finding("pool", now.name, cause, "members or amount differ")
        for person in sorted({*kept, *now.shares}):
            before, after = (shares.get(person, (None, None))[1] for shares in (kept, now.shares))
            if before != after:
                number = self.numbers.get(person, str(person))
                yield Finding("pool", now.name, number, f"{before} stored, {after} split again")
                yield Finding(number, line, cause or f"pool {pool} ({now.name})", f"{before} stored, {after} now")

    def _member(self, name: str, person: int) -> str:
        number = self.numbers.get(person, str(person))
        if name.startswith("order"):
            return f"pay terms and working days of {number}"
        return f"nomination {self.nominations.get((name, person), 'gone')} of {number}"


def _weight(shares: Shares, person: int) -> str | None:
    return shares[person][0] if person in shares else None
