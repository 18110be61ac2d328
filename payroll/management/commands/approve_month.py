"""`approve_month MONTH --as EMPLOYEE_NO [--accept-negative REASON]`: the pay run of a month is approved (docs/rulebook.md P17)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from csd.management.shared import Command as Base
from payroll.runs.services import approve_run


class Command(Base):
    """Lets somebody approve a month's run."""

    help = "The pay run of a month is approved by somebody who may."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month and who acts."""
        self.add_month(parser)
        self.add_actor(parser)
        parser.add_argument("--accept-negative", metavar="REASON", default="", help="accept net amounts below zero, for this reason (P16)")

    def work(self, **options: Any) -> None:
        """One step of the run's life."""
        run = approve_run(
            month=self.month_of(options["month"]), actor=self.actor_of(options["actor"]), accept_negative=options["accept_negative"]
        )
        self.stdout.write(f"{run.month} {run.state}")
