"""`review_month MONTH --as EMPLOYEE_NO`: the pay run of a month is reviewed (docs/rulebook.md P17)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from csd.management.shared import Command as Base
from payroll.runs.services import review_run


class Command(Base):
    """Lets somebody review a month's run."""

    help = "The pay run of a month is reviewed by somebody who may."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month and who acts."""
        self.add_month(parser)
        self.add_actor(parser)

    def work(self, **options: Any) -> None:
        """One step of the run's life."""
        run = review_run(month=self.month_of(options["month"]), actor=self.actor_of(options["actor"]))
        self.stdout.write(f"{run.month} {run.state}")
