"""Handing over what one decides while one is away (docs/rulebook.md O4): only to somebody who could do the same by themselves."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting
from csd.access.permissions import may
from csd.errors import NotAllowed, Refused
from csd.inbox.models import Delegation, Matters
from csd.inbox.registry import decided_matters, decided_permissions
from csd.inbox.selectors import of_one_chain
from csd.organisation.models import Employee, Grade
from csd.organisation.standing import Standing, standing_of

LONGEST = timedelta(days=92)


@transaction.atomic
def delegate(*, giver: Employee, deputy: Employee, matters: str, since: date, until: date, reason: str) -> Delegation:
    """Hand over from a day to a day, both included. Asking for the same again gives the existing one."""
    with acting(giver, None) as who:
        if matters not in decided_matters(who):
            raise NotAllowed("nothing_to_hand_over", _("%(person)s decides nothing that could be handed over."), person=str(giver))
        _refuse_span(since, until, who.day)
        if not reason.strip():
            raise Refused("reason_needed", _("Say why somebody else decides in that time."))
        _refuse_deputy(who, standing_of(deputy, max(since, who.day)), matters)
        key = {"giver": giver, "deputy": deputy, "matters": matters, "since": since, "until": until, "ended_at": None}
        return Delegation.objects.get_or_create(**key, defaults={"reason": reason.strip()})[0]


@transaction.atomic
def end_delegation(*, delegation: Delegation, actor: Employee) -> bool:
    """End a delegation now, by who made it; False when it was over already."""
    with acting(actor, None):
        if delegation.giver_id != actor.pk:
            raise NotAllowed("not_yours", _("Only %(person)s can end this."), person=str(delegation.giver))
        return bool(_end(Delegation.objects.filter(pk=delegation.pk), actor))


def end_delegations_of(*, person: Employee, actor: Employee | None) -> int:
    """End everything a person handed over or took on, when they leave; says how many."""
    return sum(_end(Delegation.objects.filter(**{side: person}), actor) for side in ("giver", "deputy"))


def _end(rows: QuerySet[Delegation], actor: Employee | None) -> int:
    return rows.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=actor)


def _refuse_span(since: date, until: date, today: date) -> None:
    if since < today:
        raise Refused("begun", _("It can begin today at the earliest."))
    if until < since:
        raise Refused("turned_round", _("The last day is before the first."))
    if until - since > LONGEST:
        raise Refused("too_long", _("At most %(days)d days at a time."), days=LONGEST.days)


def _refuse_deputy(giver: Standing, deputy: Standing, matters: str) -> None:
    if deputy.employee.pk == giver.employee.pk:
        raise Refused("oneself", _("Name somebody else."))
    if not deputy.employed:
        raise Refused("not_employed", _("%(person)s is not employed on that day."), person=str(deputy.employee))
    if matters == Matters.OFFICE and not all(may(deputy, right) for right in decided_permissions(giver)):
        raise Refused(
            "no_right", _("%(person)s may not decide this themselves, so it cannot be handed over to them."), person=str(deputy.employee)
        )
    if matters == Matters.TEAM and (deputy.grade in (None, Grade.STAFF) or not of_one_chain(giver.employee, deputy.employee)):
        raise Refused("not_of_the_chain", _("%(person)s is not a foreman or above of the same line."), person=str(deputy.employee))
