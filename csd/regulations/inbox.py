"""Proposals that wait for the general manager (docs/rulebook.md O5), for the inbox."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd.access.permissions import may
from csd.database.rows import Query, rows_of
from csd.inbox.models import Matters
from csd.inbox.registry import Decision, InboxKind, Item, Option, nothing_waits
from csd.organisation.standing import Standing
from csd.regulations.models import ProposalKind
from csd.regulations.selectors import seen_proposal
from csd.regulations.services import decide

_OPEN = """
    FROM csd_proposal p JOIN csd_employee e ON e.id = p.employee_id JOIN csd_employee b ON b.id = p.proposed_by_id
    WHERE p.proposed_by_id <> %(me)s AND p.employee_id <> %(me)s
      AND NOT EXISTS (SELECT 1 FROM csd_proposaldecision d WHERE d.proposal_id = p.id)
"""
_OPTIONS = (Option("accept", gettext_lazy("Accept")), Option("refuse", gettext_lazy("Refuse"), needs_reason=True))


def _count(who: Standing) -> Query | None:
    return Query(f"SELECT count(*) {_OPEN}", {"me": who.employee.pk}) if may(who, "proposal.decide") else None


def _waiting(who: Standing, limit: int) -> list[Item]:
    if not may(who, "proposal.decide"):
        return []
    query = f"SELECT p.id, p.kind, p.what, e.name, b.name, p.proposed_at, p.reason {_OPEN} ORDER BY p.id LIMIT %(limit)s"
    return [
        Item(
            str(proposal_id),
            _("%(kind)s for %(person)s: %(what)s") % {"kind": ProposalKind(kind).label, "person": person, "what": what},
            by,
            at,
            [(gettext_lazy("Reason"), reason)],
            _OPTIONS,
            reverse("proposal", kwargs={"proposal_id": proposal_id}),
        )
        for proposal_id, kind, what, person, by, at, reason in rows_of(query, {"me": who.employee.pk, "limit": limit})
    ]


def _decide(decision: Decision) -> str:
    proposal = seen_proposal(decision.who, decision.row_id)
    if proposal is None or decision.value not in ("accept", "refuse"):
        raise nothing_waits()
    decide(proposal=proposal, accepted=decision.value == "accept", reason=decision.reason, actor=decision.who.employee)
    return _("The proposal is accepted.") if decision.value == "accept" else _("The proposal is refused.")


PROPOSALS = InboxKind("proposals", gettext_lazy("Proposals"), Matters.OFFICE, (), _waiting, _count, _decide)
