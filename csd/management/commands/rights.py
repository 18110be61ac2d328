"""`rights`: every right with what it lets people do, whether it needs a fresh proof, and under which name a look by it is kept."""

from __future__ import annotations

from typing import Any

from csd.access.permissions import RIGHTS
from csd.management.shared import Command as Base


class Command(Base):
    """Lists all rights."""

    help = "Lists all rights with what they let people do, whether they need a fresh proof, and as what a look by them is kept."

    def work(self, **options: Any) -> None:
        """One line per right, cells separated by tabs."""
        self.stdout.write("\t".join(("right", "to", "proof", "look")))
        for right in RIGHTS.values():
            self.stdout.write("\t".join((right.name, str(right.words), "yes" if right.proof else "no", str(right.look or ""))))
