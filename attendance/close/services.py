"""What people ask of attendance: to prepare a month now instead of at night (RULES.md A11)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from kombu.exceptions import OperationalError

from attendance.close.tasks import prepare_points
from csd.access.acting import acting
from csd.errors import Refused
from csd.models import Employee
from csd.months import Month


@transaction.atomic
def ask_to_prepare(*, month: Month, actor: Employee) -> None:
    """Have a month prepared by a worker; asked twice it is done twice with the same outcome."""
    with acting(actor, "points.prepare"):
        if month > Month.of(timezone.localdate()):
            raise Refused("not_begun", _("%(month)s has not begun."), month=str(month))
        try:
            prepare_points.delay(str(month), timezone.now().isoformat(), 0)
        except OperationalError as error:
            raise Refused("no_workers", _("Nobody takes work at the moment. It is prepared tonight in any case.")) from error
