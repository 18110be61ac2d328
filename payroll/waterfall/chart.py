"""The waterfall as a picture (docs/rulebook.md P7): where each bar begins and how far it goes.

It is for an SVG that needs no program and no style of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = Decimal(1000)


@dataclass(frozen=True)
class Bar:
    """A line of the waterfall: `x` and `width` of 1,000 across, `kind` is total, less or plus, `zero` where nothing is."""

    name: str
    amount: Decimal
    kind: str
    x: str
    width: str
    zero: str


def bars(lines: Mapping[str, Decimal], shape: Sequence[tuple[str, str]]) -> list[Bar]:
    """The bars in order. `shape` says of each line whether it is taken off ("less") or stands on its own from zero."""
    spans, level = [], Decimal(0)
    for name, sort in shape:
        amount = lines[name]
        begin = level if sort == "less" else Decimal(0)
        level = begin - amount if sort == "less" else amount
        spans.append((name, sort, amount, begin, level))
    low = min(Decimal(0), *(min(begin, end) for *_rest, begin, end in spans))
    high = max(Decimal(0), *(max(begin, end) for *_rest, begin, end in spans))
    scale = WIDTH / (high - low) if high > low else Decimal(0)
    return [
        Bar(
            name,
            -amount if sort == "less" else amount,
            "total" if sort != "less" else "plus" if amount < 0 else "less",
            _across((min(begin, end) - low) * scale),
            _across(abs(end - begin) * scale),
            _across(-low * scale),
        )
        for name, sort, amount, begin, end in spans
    ]


def _across(value: Decimal) -> str:
    return f"{value:.1f}"
