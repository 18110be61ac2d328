"""Chance that is the same on every Python: only random() is drawn, never gauss, sample or anything else that may change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """A stream of chance of its own for each topic of a company, so that one topic's rows do not move another's."""

    def __init__(self, *topic: object) -> None:
        # a text seeds through SHA-512, which neither hash randomisation nor the platform changes
        super().__init__("/".join(map(str, topic)))

    def upto(self, limit: int) -> int:
        """A whole number from 0 to limit - 1."""
        return int(self.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(self.random() * len(choices))]

    def chance(self, share: float) -> bool:
        """True in about `share` of the throws."""
        return self.random() < share
