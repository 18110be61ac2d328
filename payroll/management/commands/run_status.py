"""`run_status MONTH`: one line: month, state, chunks done/all, exceptions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from csd.management.shared import Command as Base
from payroll.runs.selectors import status_line


class Command(Base):
    """Says how far a month is."""

    help = "Prints month, state, parts done/all and the number of exceptions."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month."""
        self.add_month(parser)

    def work(self, **options: Any) -> None:
        """One line."""
        self.stdout.write(status_line(self.month_of(options["month"])))
