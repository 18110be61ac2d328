"""Facts of sales, campaigns and shares of pools (docs/rulebook.md P3, P4, P6, P8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from csd.database.rows import rows_of
from csd.formats import Words
from csd.lists.paging import Key
from csd.lists.tables import Column
from csd.models import DepartmentKind
from csd.money import ZERO
from payroll.lines.facts.columns import AMOUNTS, BY_NUMBER
from payroll.lines.facts.gathering import OF_EACH
from payroll.lines.facts.registry import Batch, Fact, Group, Rows, Shown, Source, register
from payroll.proposals.models import PoolName
from payroll.sales.models import SaleKind
from payroll.sales.steps import MONTH_ROWS, SIGNED


class SalesSum(NamedTuple):
    """An agent's month and what proves it."""

    net: Decimal
    rows: int
    weighted: Decimal
    highest: int


class Shares(NamedTuple):
    """Somebody's shares of pools: what they come to, and [pool, amount] of each."""

    amount: Decimal = ZERO
    rows: Sequence[Sequence[Any]] = ()


class Owned(NamedTuple):
    """The campaigns of an owner: (code, margin, budget) of each, and the ids of their results."""

    campaigns: Sequence[tuple[str, Decimal, Decimal]] = ()
    results: Sequence[int] = ()


_SALES = OF_EACH.format(rows="SELECT employee_id, net, rows, weighted, highest FROM payroll_agentsales WHERE attempt_id = %s")
_SHARES = """
    SELECT s.employee_id, o.name, o.id, s.amount FROM payroll_poolshare s JOIN payroll_pool o ON o.id = s.pool_id
    WHERE o.attempt_id = %s AND s.employee_id = ANY(%s) ORDER BY o.id
"""
_CAMPAIGNS = """
    SELECT c.owner_id, r.id, c.code, r.margin, c.budget FROM payroll_campaign c
    CROSS JOIN LATERAL (SELECT id, margin FROM payroll_campaignresult WHERE attempt_id = %s AND campaign_id = c.id OFFSET 0) r
    WHERE c.month = %s AND c.owner_id = ANY(%s) ORDER BY c.code
"""


def _sums(batch: Batch) -> Rows:
    return {row[0]: SalesSum(*row[1:]) for row in rows_of(_SALES, [batch.ids, batch.context.attempt_id])}


def _shares(batch: Batch) -> Rows:
    """Employee id → kind of pool (`order`, `bonus`) → Shares."""
    found: dict[int, dict[str, Shares]] = defaultdict(dict)
    for employee, name, pool, amount in rows_of(_SHARES, [batch.context.attempt_id, batch.ids]):
        kind = name.partition(":")[0]
        before = found[employee].get(kind, Shares())
        found[employee][kind] = Shares(before.amount + amount, [*before.rows, [pool, str(amount)]])
    return found


def _owned(batch: Batch) -> Rows:
    found: dict[int, Owned] = {}
    for employee, result, code, margin, budget in rows_of(_CAMPAIGNS, [batch.context.attempt_id, batch.context.month.first, batch.ids]):
        before = found.get(employee, Owned())
        found[employee] = Owned([*before.campaigns, (code, margin.normalize(), budget)], [*before.results, result])
    return found


def changed_rows(what: str) -> Any:
    """For a check: which of the listed [row, amount] are no longer the same."""

    def source(kept: Any, now: Any, terms: int) -> str:
        changed = {tuple(row) for row in kept or ()} ^ {tuple(row) for row in now or ()}
        return ", ".join(f"{what} {row}" for row in sorted({row for row, _amount in changed})) or "trace"

    return source


POOLS: Mapping[str, Words] = {
    **{f"order:{kind}": format_lazy(_("Order pool: {kind}"), kind=label) for kind, label in DepartmentKind.choices},
    **{f"bonus:{pool}": label for pool, label in PoolName.choices},
}
SALES = Source(
    "sales",
    _("Sales"),
    (Column(_("Order number")), Column(_("Date"), "day"), Column(_("Kind"), words=dict(SaleKind.choices)), *AMOUNTS, Column(_("Product"))),
    f"""SELECT order_no, date, kind, {SIGNED.format("amount")} AS net, {SIGNED.format("cost")} AS spent, product, date AS k1, id AS k2
        FROM payroll_sale WHERE {MONTH_ROWS} AND employee_id = %(employee)s""",
    (Key("k1", "date"), Key("k2", "bigint")),
)
_SHARE = (Column(_("Weight"), "number"), Column(_("Sum of weights"), "number"), Column(_("Own share"), "money"))
_POOL_QUERY = """SELECT p.name, p.amount, {facts} s.weight::numeric, (SELECT sum(o.weight::numeric) FROM payroll_poolshare o WHERE o.pool_id = p.id),
       s.amount AS share, p.name AS k1
       FROM payroll_poolshare s JOIN payroll_pool p ON p.id = s.pool_id
       WHERE p.attempt_id = %(attempt)s AND s.employee_id = %(employee)s AND p.name LIKE %(like)s"""  # noqa: E501
ORDER_POOL = Source(
    "pool",
    _("Order pool"),
    (
        Column(_("Pool"), words=POOLS),
        Column(_("Amount"), "money"),
        Column(_("Orders of the month"), "number"),
        Column(_("Rate per order"), "money"),
        *_SHARE,
    ),
    _POOL_QUERY.format(facts="(p.facts->>'orders')::bigint, (p.facts->>'rate')::numeric,"),
    BY_NUMBER,
    tall=True,
)
BONUS_POOLS = Source(
    "pools",
    _("Bonus pools"),
    (Column(_("Pool"), words=POOLS), Column(_("Amount"), "money"), *_SHARE),
    _POOL_QUERY.format(facts=""),
    BY_NUMBER,
)
CAMPAIGNS = Source(
    "campaigns",
    _("Campaigns"),
    (
        Column(_("Campaign")),
        Column(_("Budget"), "money"),
        *AMOUNTS,
        Column(_("Amount of agents with a rate"), "money"),
        Column(_("Margin"), "number"),
        Column(_("Target met"), "yes"),
        Column(_("Commission"), "money"),
    ),
    """SELECT c.code, c.budget, r.amount, r.cost, r.rated_amount, r.margin, r.met, r.commission, c.code AS k1
       FROM payroll_campaignresult r JOIN payroll_campaign c ON c.id = r.campaign_id
       WHERE r.attempt_id = %(attempt)s AND c.owner_id = %(employee)s""",
    BY_NUMBER,
)
CAMPAIGN_SALES = Source(
    "campaign-sales",
    _("Sales of these campaigns"),
    (
        Column(_("Order number")),
        Column(_("Campaign")),
        Column(_("Date"), "day"),
        Column(_("Kind"), words=dict(SaleKind.choices)),
        *AMOUNTS,
    ),
    """SELECT s.order_no, c.code, s.date, s.kind, CASE s.kind WHEN 'refund' THEN -s.amount ELSE s.amount END AS net,
               CASE s.kind WHEN 'refund' THEN -s.cost ELSE s.cost END AS spent, s.date AS k1, s.id AS k2
        FROM payroll_sale s JOIN payroll_campaign c ON c.id = s.campaign_id
        WHERE c.owner_id = %(employee)s AND c.month = %(first)s
          AND s.date BETWEEN %(first)s AND %(last)s AND s.status = 'completed' AND s.id <= %(highest)s""",
    (Key("k1", "date"), Key("k2", "bigint")),
)


def _of_kind(kind: str) -> Group:
    return Group(
        f"{kind}_share",
        lambda batch: batch.once(_shares),
        {},
        lambda shares: list(shares.get(kind, Shares()).rows),
        changed_rows("pool"),
    )


NET_SALES = Group(
    "net_sales",
    _sums,
    SalesSum(ZERO, 0, Decimal(0), 0),
    lambda sales: [sales.rows, str(sales.net), int(sales.weighted), sales.highest] if sales.rows else None,
)
OWNED = Group("campaigns", _owned, Owned(), lambda owned: list(owned.results))
register(
    Fact("net_sales", _("net completed sales"), NET_SALES, lambda sales: sales.net, tables=(Shown(SALES),)),
    Fact(
        "order_share",
        _("share of the order pool"),
        _of_kind("order"),
        lambda shares: shares.get("order", Shares()).amount,
        tables=(Shown(ORDER_POOL, lambda proof: {"like": "order:%"}),),
    ),
    Fact(
        "bonus_share",
        _("shares of the bonus pools"),
        _of_kind("bonus"),
        lambda shares: shares.get("bonus", Shares()).amount,
        tables=(Shown(BONUS_POOLS, lambda proof: {"like": "bonus:%"}),),
    ),
    Fact("campaigns", _("campaigns owned"), OWNED, lambda owned: list(owned.campaigns), tables=(Shown(CAMPAIGNS), Shown(CAMPAIGN_SALES))),
)
