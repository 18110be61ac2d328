"""The end of somebody's access: everything that lets them in goes, in one transaction (docs/rulebook.md O3). Records stay as they are.

Apps add what they hold for a person (a delegation, a feed) with `register_offboarding` in their registrations.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext

from django.db import transaction
from django.utils import timezone

from csd.access.acting import acting, concerns
from csd.access.log import NOWHERE, Origin, note
from csd.access.models import Happened, User
from csd.access.services import end_sessions
from csd.database.lost_connections import connection_lost
from csd.inbox.services import end_delegations_of
from csd.organisation.models import Employee
from csd.signin.models import AccessRequest
from csd.signin.services.invites import end_invites
from csd.signin.services.requests import OWN_ACCESS
from csd.signin.services.second_step import clear_factors

logger = logging.getLogger(__name__)
# ends what an app holds for a person, in the caller's transaction; returns how many things
Ending = Callable[[Employee], int]
_endings: list[Ending] = []


def register_offboarding(ending: Ending) -> Ending:
    """Add what is ended with somebody's access."""
    if ending not in _endings:
        _endings.append(ending)
    return ending


@transaction.atomic
def offboard(*, employee: Employee, by: Employee | None, place: Origin = NOWHERE) -> int:
    """End everything that lets a person in, and say how many things; a second time ends nothing more. `by` None is the clock."""
    with acting(by, "access.manage", about=concerns(employee, OWN_ACCESS)) if by else nullcontext():
        user = User.objects.select_for_update(of=("self",)).filter(employee=employee).first()
        ended = end_delegations_of(person=employee, actor=by) + sum(ending(employee) for ending in _endings)
        was_active = user is not None and user.is_active
        if user is not None:
            ended += end_sessions(user=user) + end_invites(user) + clear_factors(user)
            AccessRequest.objects.filter(user=user, decided_at=None).update(decided_at=timezone.now())
            user.is_active = False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])
        if was_active or ended:
            note(Happened.OFFBOARDED, who=by, whom=employee, place=place, login="" if by else "clock", detail=str(ended))
        return ended


def offboard_leavers() -> int:
    """End the access of everybody whose last day has passed; says for how many.

    One that goes wrong stops nobody after it; the error of the first is raised at the end, so that the sweep is known to have failed.
    """
    gone = Employee.objects.filter(user__is_active=True, leave_date__lt=timezone.localdate())
    ended, failed = 0, []
    for person in gone.order_by("pk"):
        try:
            offboard(employee=person, by=None)
        except Exception as error:
            if connection_lost(error):
                raise
            logger.exception("the access of %s could not be ended", person.employee_no)
            failed.append(error)
        else:
            ended += 1
    if failed:
        raise failed[0]
    return ended
