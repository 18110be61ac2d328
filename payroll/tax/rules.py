"""Individual income tax on wages by cumulative withholding (docs/rulebook.md P15, STA Announcement 2018 No. 61)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from csd.money import ZERO, half_up
from csd.policy.parameters import Bracket


def bracket_of(taxable: Decimal, brackets: Sequence[Bracket]) -> Bracket:
    """The row a cumulative taxable income falls in; a boundary belongs to the lower row."""
    return next(b for b in brackets if b.top is None or taxable <= b.top)


def withheld_for_month(taxable: Decimal, withheld_before: Decimal, brackets: Sequence[Bracket]) -> Decimal:
    """P15: max(0, taxable × rate − quick deduction − tax already withheld), rounded to the fen."""
    if taxable <= 0:
        return ZERO
    row = bracket_of(taxable, brackets)
    return max(ZERO, half_up(taxable * row.rate - row.quick - withheld_before))
