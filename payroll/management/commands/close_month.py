"""`close_month MONTH --as EMPLOYEE_NO [--no-wait | --inline]`: attendance and payroll of a month through Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from csd.models import AttemptState
from csd.organisation.standing import standing_of
from csd.work.engine import work_on
from payroll.computing.following import wait_for
from payroll.runs.selectors import attempt_with_id, summary_line
from payroll.runs.services import start_run


class Command(Base):
    """Closes a month and waits for the end."""

    help = "Computes attendance and payroll of a month and prints a summary."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month, who acts, and how to wait."""
        self.add_month(parser)
        self.add_actor(parser)
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--no-wait", action="store_true", help="print the id of the attempt and leave it to the workers")
        how.add_argument("--inline", action="store_true", help="do the work in this process, without a worker")

    def work(self, **options: Any) -> None:
        """Start or join the run, then wait, work or leave."""
        actor = self.actor_of(options["actor"])
        attempt = start_run(month=self.month_of(options["month"]), actor=actor, wake=not options["inline"])
        if options["no_wait"]:
            self.stdout.write(str(attempt.pk))
            return
        if options["inline"]:
            while not work_on(attempt.pk, seconds=60):
                pass
        else:
            wait_for(attempt.pk, report=self.stderr.write)
        ended = attempt_with_id(attempt.pk)
        if ended.state not in (AttemptState.DONE, AttemptState.SUPERSEDED):
            reason = {"month": str(ended.month), "state": ended.get_state_display(), "failure": ended.failure}
            raise CommandError(_("%(month)s was not computed: %(state)s. %(failure)s") % reason)
        self.stdout.write(summary_line(ended, standing_of(actor, timezone.localdate())))
