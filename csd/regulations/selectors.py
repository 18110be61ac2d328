"""Reads of regulations, acknowledgements and proposals (docs/rulebook.md O5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from csd.access.permissions import may
from csd.database.rows import Query, rows_of
from csd.lists.declared import Arguments
from csd.organisation.models import Employee
from csd.organisation.standing import Standing
from csd.regulations.models import Acknowledgement, Proposal, Regulation, RegulationVersion


def all_versions() -> Any:
    """Every version, the newest of each regulation first, to choose one of."""
    return RegulationVersion.objects.select_related("regulation").order_by("regulation__title", "-number")


@dataclass(frozen=True)
class Shelf:
    """A regulation on the page of all: the version in force, the one to come, and whether the asker has acknowledged it."""

    id: int
    title: str
    number: int | None
    since: date | None
    acknowledged: bool
    coming: date | None


_SHELF = """
    SELECT r.id, r.title, v.number, v.effective_from,
        EXISTS (SELECT FROM csd_acknowledgement a WHERE a.version_id = v.id AND a.employee_id = %(who)s),
        (SELECT min(n.effective_from) FROM csd_regulationversion n WHERE n.regulation_id = r.id AND n.effective_from > %(day)s)
    FROM csd_regulation r LEFT JOIN LATERAL (
        SELECT id, number, effective_from FROM csd_regulationversion v
        WHERE v.regulation_id = r.id AND v.effective_from <= %(day)s ORDER BY v.effective_from DESC, v.number DESC LIMIT 1
    ) v ON true ORDER BY r.title
"""


def shelf(who: Standing) -> list[Shelf]:
    """All regulations as they stand today for whoever asks."""
    return [Shelf(*row) for row in rows_of(_SHELF, {"who": who.employee.pk, "day": who.day})]


def to_read(who: Standing) -> list[Shelf]:
    """The regulations in force that the asker has not acknowledged."""
    return [entry for entry in shelf(who) if entry.number is not None and not entry.acknowledged]


def regulation_by_id(regulation_id: int) -> Regulation | None:
    """One regulation."""
    return Regulation.objects.filter(pk=regulation_id).first()


def versions_of(regulation: Regulation) -> list[RegulationVersion]:
    """Its versions, newest first."""
    return list(regulation.versions.select_related("published_by").order_by("-effective_from", "-number"))


def version_in_force(versions: list[RegulationVersion], day: date) -> RegulationVersion | None:
    """The version in force on a day."""
    return next((version for version in versions if version.effective_from <= day), None)


def version_of(regulation: Regulation, number: int) -> RegulationVersion | None:
    """One version."""
    return regulation.versions.filter(number=number).first()


def acknowledged_at(version: RegulationVersion, employee: Employee) -> Any:
    """When somebody acknowledged a version; None when they have not."""
    return Acknowledgement.objects.filter(version=version, employee=employee).values_list("at", flat=True).first()


_ACKNOWLEDGED = """
    SELECT e.id, e.employee_no, e.name, a.at FROM csd_employee e
    LEFT JOIN csd_acknowledgement a ON a.employee_id = e.id AND a.version_id = %(version)s
    WHERE e.hire_date <= %(day)s AND (e.leave_date IS NULL OR e.leave_date >= %(day)s)
"""


def acknowledgements_query(who: Standing, arguments: Arguments) -> Query:
    """Everybody employed, with when they acknowledged a version."""
    return Query(_ACKNOWLEDGED, {"version": int(arguments["version"]), "day": who.day})


_PROPOSALS = """
    SELECT p.id, p.kind, p.what, e.employee_no, e.name, b.name AS proposed_by, p.proposed_at,
        CASE WHEN d.id IS NULL THEN 'open' WHEN d.accepted THEN 'accepted' ELSE 'refused' END AS state
    FROM csd_proposal p JOIN csd_employee e ON e.id = p.employee_id JOIN csd_employee b ON b.id = p.proposed_by_id
    LEFT JOIN csd_proposaldecision d ON d.proposal_id = p.id
"""


def proposals_query(who: Standing, arguments: Arguments) -> Query:
    """All proposals for whoever follows them; for a manager, their own."""
    if may(who, "proposal.see_all"):
        return Query(_PROPOSALS)
    return Query(f"{_PROPOSALS} WHERE p.proposed_by_id = %(who)s", {"who": who.employee.pk})


def seen_proposal(who: Standing, proposal_id: int) -> Proposal | None:
    """One proposal that somebody may see."""
    rows = Proposal.objects.select_related("employee", "proposed_by", "decision__decided_by").filter(pk=proposal_id)
    return (rows if may(who, "proposal.see_all") else rows.filter(Q(proposed_by=who.employee))).first()
