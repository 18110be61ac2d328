"""What uses a policy parameter: apps say it in their registrations.py, the policy page shows it before a value is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from csd.formats import Words

Uses = Callable[[str], Sequence[Words]]
_USES: list[Uses] = []


def register_uses(uses: Uses) -> None:
    """Add a function from a key to the words for what is computed with it."""
    if uses not in _USES:
        _USES.append(uses)


def uses_of(key: str) -> list[Words]:
    """Everything that is computed with a parameter."""
    return [words for uses in _USES for words in uses(key)]
