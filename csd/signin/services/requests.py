"""What one of HR and one administrator do together: inviting somebody with more rights, taking away a lost second step."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, concerns, refuse_interest
from csd.access.log import NOWHERE, Origin, note
from csd.access.models import Happened, User
from csd.access.services import end_sessions
from csd.errors import NotAllowed, Refused
from csd.organisation.models import Employee, Role
from csd.organisation.standing import Standing, standing_of
from csd.signin.models import AccessRequest, Ask
from csd.signin.selectors import open_request
from csd.signin.services.second_step import clear_factors

# what is said once it is decided
TAKEN_AWAY = gettext_lazy("The second step is taken away. The person sets up a new one at the next sign-in and is told.")
OFF_THE_TABLE = gettext_lazy("It is off the table. Nothing was changed.")
OWN_ACCESS = ("own_access", _("Nobody decides about their own access."))
OWN_REQUEST = ("own_request", _("Nobody approves what they asked for themselves."))
OFFICES = (Role.HR, Role.ADMINISTRATOR)


@transaction.atomic
def ask(*, user: User, kind: Ask, reason: str, by: Employee, place: Origin = NOWHERE) -> AccessRequest:
    """Ask for a second person's decision; asking again while it waits changes nothing."""
    with _deciding(user, by):
        if not reason.strip():
            raise Refused("no_reason", _("Say why."))
        waiting = AccessRequest.objects.select_for_update().filter(user=user, kind=kind, decided_at=None).first()
        if waiting:
            return waiting
        asked = AccessRequest.objects.create(user=user, kind=kind, reason=reason.strip()[:300], asked_by=by)
        note(Happened.ASKED, who=by, whom=user.employee, place=place, detail=f"{kind}: {reason.strip()}")
        return asked


def agree_to(asked: AccessRequest, by: Employee) -> None:
    """Agree as the second person, within the caller's transaction; of the two one is of HR and the other an administrator."""
    with _deciding(asked.user, by):
        locked = AccessRequest.objects.select_for_update().get(pk=asked.pk)
        if locked.decided_at is not None:
            raise Refused("decided", _("This has been decided already."))
        refuse_interest(by, concerns(locked.asked_by_id, OWN_REQUEST))
        today = timezone.localdate()
        one, other = (standing_of(person, today).roles for person in (locked.asked_by, by))
        if not any(first in one and second in other for first, second in (OFFICES, OFFICES[::-1])):
            raise NotAllowed("one_office", _("It takes one of HR and one administrator."))
        locked.decided_by, locked.decided_at, locked.agreed = by, timezone.now(), True
        locked.save(update_fields=["decided_by", "decided_at", "agreed"])


@transaction.atomic
def reset_second_step(*, user: User, by: Employee, place: Origin = NOWHERE) -> None:
    """Agree that a second step is lost: it goes, all sessions end, and its owner is told at the next sign-in."""
    asked = open_request(user, Ask.RESET)
    if asked is None:
        raise Refused("not_asked", _("Nobody has asked for this, or it has been decided."))
    agree_to(asked, by)
    clear_factors(user)
    end_sessions(user=user)
    note(Happened.RESET, who=by, whom=user.employee, place=place, detail=asked.reason)


@transaction.atomic
def refuse(*, user: User, kind: Ask, by: Employee, place: Origin = NOWHERE) -> None:
    """Say no as the second person, or take back what one asked for."""
    with _deciding(user, by):
        asked = AccessRequest.objects.select_for_update().filter(user=user, kind=kind, decided_at=None).first()
        if asked is None:
            raise Refused("not_asked", _("Nobody has asked for this, or it has been decided."))
        # whoever takes back their own is not a second person
        asked.decided_by, asked.decided_at = (None if asked.asked_by_id == by.pk else by), timezone.now()
        asked.save(update_fields=["decided_by", "decided_at"])
        note(Happened.REFUSED, who=by, whom=user.employee, place=place, detail=kind)


def _deciding(user: User, by: Employee) -> AbstractContextManager[Standing]:
    return acting(by, "access.manage", about=concerns(user.employee_id, OWN_ACCESS))
