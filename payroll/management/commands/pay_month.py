"""`pay_month MONTH --as EMPLOYEE_NO`: the pay run of a month is paid (docs/rulebook.md P17)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from payroll.receivables.selectors import receivables
from payroll.runs.services import pay_run


class Command(Base):
    """Lets somebody pay a month's run."""

    help = "The pay run of a month is paid by somebody who may."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month and who acts."""
        self.add_month(parser)
        self.add_actor(parser)

    def work(self, **options: Any) -> None:
        """One step of the run's life."""
        run = pay_run(month=self.month_of(options["month"]), actor=self.actor_of(options["actor"]))
        self.stdout.write(f"{run.month} {run.state}")
        for owed in receivables(run.month):
            words = {"person": owed.employee_no, "amount": owed.amount}
            self.stdout.write(_("%(person)s: nothing is paid, %(amount)s are a receivable to be settled outside the payroll.") % words)
