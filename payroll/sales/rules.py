"""What sales and orders earn (docs/rulebook.md P3-P6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from csd.money import ZERO, half_up, largest_remainder


class CampaignMargin(NamedTuple):
    """P6's figures of one campaign: `margin` is exact, `budget` in yuan, `campaign` its code."""

    campaign: str
    margin: Decimal
    budget: Decimal


def commission_on_sales(net: Decimal, carry: Decimal, rate: Decimal) -> Decimal:
    """P3: rate × what remains of net sales after the carry, never below 0."""
    return half_up(rate * max(ZERO, net + carry))


def carry_after(net: Decimal, carry: Decimal) -> Decimal:
    """P3: the negative rest that goes on to the next month on the plan."""
    return min(ZERO, net + carry)


def campaign_margin(amount: Decimal, cost: Decimal, rated_amount: Decimal, sales_rate: Decimal) -> Decimal:
    """P6: Σ amount − Σ cost − Σ (agent's rate × amount), exact; `rated_amount` is the part sold by agents with a rate."""
    return amount - cost - sales_rate * rated_amount


def target_met(margin: Decimal, budget: Decimal, multiple: Decimal) -> bool:
    """P6: the single target is met when margin / 10 ≥ budget."""
    return margin >= multiple * budget


def commission_on_campaign(campaign: CampaignMargin, rate: Decimal, multiple: Decimal) -> Decimal:
    """P6: rate × margin, rounded, where the target is met; else 0."""
    return half_up(rate * campaign.margin) if target_met(campaign.margin, campaign.budget, multiple) else ZERO


def order_pool(orders: int, rate: Decimal) -> Decimal:
    """P4: the pool of one kind of department, N × rate, rounded."""
    return half_up(orders * rate)


def split_order_pool(pool: Decimal, members: Mapping[str, tuple[Decimal, int]]) -> dict[str, Decimal]:
    """P4: the pool by weight × working days employed; `members` maps employee number → (weight, days)."""
    return largest_remainder(pool, {no: weight * days for no, (weight, days) in members.items()})


def commission_per_row(nets: Sequence[Decimal], carry: Decimal, rate: Decimal) -> list[Decimal]:
    """P3 row by row: what each of an agent's rows, in order, adds to the commission; the sum is the commission itself.

    Each is the commission with the row less the one without it, so rows that only make up for a negative carry add nothing, and the
    fen that rounding moves stays with the row that moved it.
    """
    added, so_far, before = [], ZERO, commission_on_sales(ZERO, carry, rate)
    for net in nets:
        so_far += net
        after = commission_on_sales(so_far, carry, rate)
        added.append(after - before)
        before = after
    return added
