"""Yuan and fen: the one rounding of docs/rulebook.md and the one way to split an amount.

Money is a Decimal in yuan. Sums and products stay exact; `half_up` is the only place that rounds, multiply first and
divide last: with 60 digits of precision a quotient cannot be taken for a tie unless it is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_DOWN = Context(prec=60, rounding=ROUND_FLOOR)


def half_up(numerator: Decimal | int, denominator: Decimal | int = 1) -> Decimal:
    """numerator / denominator in yuan, rounded half-up (away from zero at a tie) to the fen."""
    if denominator == 1:
        return _EXACT.quantize(Decimal(numerator), FEN)
    return _EXACT.quantize(_EXACT.divide(numerator, denominator), FEN)


def cut(amount: Decimal) -> Decimal:
    """An amount in yuan cut down to the fen (P13: 'cut to the fen')."""
    return _DOWN.quantize(amount, FEN)


def whole_weights(weights: Sequence[Decimal | int]) -> list[int]:
    """The same proportions as integers: every weight times the smallest power of ten that makes all of them whole."""
    places = 0
    for weight in weights:
        if isinstance(weight, Decimal):
            exponent = weight.as_tuple().exponent
            places = max(places, -exponent if isinstance(exponent, int) else 0)
    return [int(weight * 10**places) for weight in weights]


def largest_remainder(amount: Decimal, weights: Mapping[str, Decimal | int]) -> dict[str, Decimal]:
    """Split `amount` (yuan, to the fen) by weights >= 0 keyed by employee number.

    docs/rulebook.md: floor each exact share in fen, hand the left-over fen one by one to the largest exact fractional parts,
    ties to the smaller employee number (string order); where the weights sum to 0 nothing is handed out.
    """
    numbers = sorted(weights)
    parts = whole_weights([weights[no] for no in numbers])
    total, fen = sum(parts), int(amount / FEN)
    if total == 0:
        return dict.fromkeys(numbers, ZERO)
    shares = [fen * part // total for part in parts]
    rest = [fen * part % total for part in parts]
    left_over = fen - sum(shares)
    # sorted() is stable, so equal remainders keep the order of employee numbers
    for index in sorted(range(len(numbers)), key=lambda i: -rest[i])[:left_over]:
        shares[index] += 1
    return {no: share * FEN for no, share in zip(numbers, shares, strict=True)}
