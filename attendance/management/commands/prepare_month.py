"""`prepare_month MONTH`: where everybody stands in a month that is not closed, and what is missing (docs/rulebook.md A11)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from attendance.close.preparing import prepare_month
from csd.management.shared import Command as Base


class Command(Base):
    """Prepares a month."""

    help = "Writes provisional scores and what is missing of a month that is not closed; it happens every night by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month."""
        self.add_month(parser)

    def work(self, **options: Any) -> None:
        """One line."""
        month = self.month_of(options["month"])
        found = prepare_month(month=month)
        self.stdout.write(f"{month} {found.people if found else 'closed'}")
