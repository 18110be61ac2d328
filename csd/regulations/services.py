"""Writes of regulations and proposals (docs/rulebook.md O5): publishing, acknowledging, proposing, deciding."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, concerns, locked_person
from csd.access.scope import may_see
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.organisation.models import Employee
from csd.regulations.models import Acknowledgement, Proposal, ProposalDecision, ProposalKind, Regulation, RegulationVersion

# any number, as long as nothing else in the product takes a double advisory lock by it
PUBLISH_LOCK = 0x0005
OWN = ("own_proposal", _("Nobody decides what they proposed or what is about themselves (O4)."))


@transaction.atomic
def publish(
    *, title: str, text: str, consulted: str, effective_from: date, actor: Employee, regulation: Regulation | None = None
) -> RegulationVersion:
    """A new regulation, or a new version of one. The text of the last version published again changes nothing."""
    with acting(actor, "regulations.publish"):
        found = regulation or Regulation.objects.get_or_create(title=title.strip())[0]
        # not the row: it is append-only, so the application may not lock it either
        rows_of("SELECT pg_advisory_xact_lock(%s, %s)::text", [PUBLISH_LOCK, found.pk])
        last = found.versions.order_by("-number").first()
        if last and (last.text, last.consulted, last.effective_from) == (text, consulted, effective_from):
            return last
        if last and effective_from < last.effective_from:
            sentence = _("Version %(number)s holds from %(day)s. A new version begins on that day or later.")
            raise Refused("before_last", sentence, number=last.number, day=last.effective_from, field="effective_from")
        return found.versions.create(
            number=(last.number if last else 0) + 1, text=text, consulted=consulted, effective_from=effective_from, published_by=actor
        )


def acknowledge(*, version: RegulationVersion, actor: Employee) -> Acknowledgement:
    """Say that one has read a version that is in force; saying it again changes nothing."""
    with acting(actor, None) as who:
        if version.effective_from > who.day:
            raise Refused("not_yet", _("This version does not hold before %(day)s."), day=version.effective_from)
        found, _created = Acknowledgement.objects.get_or_create(version=version, employee=actor)
        return found


@transaction.atomic
def propose(*, kind: ProposalKind, employee: Employee, what: str, reason: str, token: str, actor: Employee) -> Proposal:
    """A manager proposes something about one of their own people. The same form sent twice is one proposal."""
    with acting(actor, "proposal.make") as who:
        if employee.pk == actor.pk or not may_see(who, employee):
            sentence = _("You propose for people of your own department and not for yourself.")
            raise Refused("not_theirs", sentence, field="employee")
        made, _created = Proposal.objects.get_or_create(
            token=f"{actor.pk}:{token}"[:64],
            defaults={"kind": kind, "employee": employee, "what": what, "reason": reason, "proposed_by": actor},
        )
        return made


@transaction.atomic
def decide(*, proposal: Proposal, accepted: bool, reason: str, actor: Employee) -> ProposalDecision:
    """The general manager accepts or refuses (with a reason), never what they proposed or what is about themselves."""
    with acting(actor, "proposal.decide", about=(concerns(proposal.proposed_by_id, OWN), concerns(proposal.employee_id, OWN))):
        locked_person(proposal.employee)
        if not accepted and not reason.strip():
            raise Refused("reason_needed", _("Say why it is refused."), field="reason")
        there = ProposalDecision.objects.filter(proposal=proposal).first()
        if there is not None:
            if there.accepted == accepted:
                return there
            raise Refused("decided_already", _("It was decided already, by %(person)s."), person=str(there.decided_by))
        return ProposalDecision.objects.create(proposal=proposal, accepted=accepted, reason=reason.strip(), decided_by=actor)
