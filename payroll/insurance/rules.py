"""Social insurance and the housing fund (docs/rulebook.md P14)."""

from __future__ import annotations

from decimal import Decimal

from csd.money import ZERO, half_up


def contribution_base(declared: Decimal | None, due: bool, floor: Decimal, cap: Decimal) -> Decimal:
    """P14: the declared base clamped to [floor, cap]; 0 when nothing is declared or due."""
    if not due or declared is None:
        return ZERO
    return min(max(declared, floor), cap)


def contribution(base: Decimal, rate: Decimal) -> Decimal:
    """P14: one item, rounded on its own."""
    return half_up(base * rate)
