"""What apps add when Django starts (their registrations.py): things by name, each name once."""

from __future__ import annotations

from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Registry(dict[str, Thing], Generic[Thing]):
    """Things by name, in the order in which they were added. A name is never taken over silently."""

    def __init__(self, of: str) -> None:
        super().__init__()
        self.of = of

    def add(self, name: str, thing: Thing) -> Thing:
        """Add a thing; ValueError where another has its name. The very same again is the one that is there."""
        if self.setdefault(name, thing) is not thing:
            raise ValueError(f"{self.of} {name} is registered twice")
        return thing
