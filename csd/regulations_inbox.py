"""Proposals that wait for the general manager, and regulations that wait to be acknowledged (RULES.md O5), for the inbox."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from csd.copying import rows_of
from csd.errors import Refused
from csd.inbox import Decision, Item, Kind, Option
from csd.listing import Query
from csd.models import Matters, ProposalKind
from csd.paging import HIGHEST_ID
from csd.permissions import may
from csd.selectors.people import Standing
from csd.selectors.regulations import seen_proposal, shelf
from csd.services.regulations import decide

NOTHING = gettext_noop("Nothing of this kind waits to be decided.")
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
    key = decision.key
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < len(str(HIGHEST_ID)) else 0
    proposal = seen_proposal(decision.who, number)
    if proposal is None or decision.value not in ("accept", "refuse"):
        raise Refused("no_such_thing", NOTHING)
    decide(proposal=proposal, accepted=decision.value == "accept", reason=decision.reason, actor=decision.who.employee)
    return _("The proposal is accepted.") if decision.value == "accept" else _("The proposal is refused.")


_UNREAD = """
    SELECT count(*) FROM csd_regulation r JOIN LATERAL (
        SELECT v.id FROM csd_regulationversion v WHERE v.regulation_id = r.id AND v.effective_from <= %(day)s ORDER BY v.effective_from DESC, v.number DESC LIMIT 1) v ON true
    WHERE NOT EXISTS (SELECT 1 FROM csd_acknowledgement a WHERE a.version_id = v.id AND a.employee_id = %(me)s)
"""


def _unread(who: Standing) -> Query:
    return Query(_UNREAD, {"day": who.day, "me": who.employee.pk})


def _to_read(who: Standing, limit: int) -> list[Item]:
    return [
        Item(
            str(entry.id),
            _("Read and acknowledge: %(title)s") % {"title": entry.title},
            "",
            None,
            (),
            (),
            reverse("regulation", kwargs={"regulation_id": entry.id}),
        )
        for entry in shelf(who)
        if entry.number is not None and not entry.acknowledged
    ][:limit]


def _read(decision: Decision) -> str:
    raise Refused("acknowledged_in_place", gettext_noop("A regulation is acknowledged on its page, under its text."))


PROPOSALS = Kind("proposals", gettext_lazy("Proposals"), Matters.OFFICE, ("proposal.decide",), _waiting, _count, _decide)
REGULATIONS = Kind("regulations", gettext_lazy("Regulations"), Matters.OFFICE, (), _to_read, _unread, _read)
