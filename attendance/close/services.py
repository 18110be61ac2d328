"""What people ask of attendance: to prepare a month now instead of at night (docs/rulebook.md A11)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from attendance.close.tasks import start_preparing
from csd.access.acting import acting
from csd.errors import Refused
from csd.jobs.models import Job
from csd.models import Employee
from csd.months import Month


@transaction.atomic
def ask_to_prepare(*, month: Month, actor: Employee) -> Job:
    """Have a month prepared by workers; asked twice it is one job. Without a broker, the sweep has it done once there is one."""
    with acting(actor, "points.prepare"):
        if month > Month.of(timezone.localdate()):
            raise Refused("not_begun", _("%(month)s has not begun."), month=str(month))
        return start_preparing(month, actor)
