"""Who decides for whom on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from csd.database.rows import rows_of
from csd.inbox.models import Delegation
from csd.organisation.models import Employee
from csd.organisation.standing import Standing, standing_of

# UNION, not UNION ALL: a circle of line managers ends
_CHAIN = """
    WITH RECURSIVE above AS (
        SELECT e.manager_id AS id FROM csd_employee e WHERE e.id = %(below)s
        UNION SELECT e.manager_id FROM csd_employee e JOIN above a ON e.id = a.id
    ) SELECT 1 FROM above WHERE id = %(above)s
"""


def acted_for(who: Standing, matters: Iterable[str]) -> list[tuple[Standing, str]]:
    """For whom a person decides today, and what: only for whoever is still employed, and while the person is."""
    found = _on(who.day).filter(deputy=who.employee, matters__in=list(matters)) if who.employed else Delegation.objects.none()
    givers = [(standing_of(row.giver, who.day), row.matters) for row in found.select_related("giver").order_by("since", "id")]
    return [(giver, what) for giver, what in givers if giver.employed]


def own_delegations(who: Standing) -> list[Delegation]:
    """What a person has handed over that is not over yet, soonest first."""
    rows = Delegation.objects.filter(giver=who.employee, ended_at=None, until__gte=who.day)
    return list(rows.select_related("deputy").order_by("since", "id"))


def taken_on(who: Standing) -> list[Delegation]:
    """What others have handed over to a person that is not over yet."""
    rows = Delegation.objects.filter(deputy=who.employee, ended_at=None, until__gte=who.day)
    return list(rows.select_related("giver").order_by("since", "id"))


def own_delegation(who: Standing, delegation_id: int) -> Delegation | None:
    """A delegation somebody made themselves."""
    return Delegation.objects.filter(pk=delegation_id, giver=who.employee).first()


def of_one_chain(one: Employee, other: Employee) -> bool:
    """Whether one of two people stands above the other in the line of managers, or both have the same line manager."""
    same = one.manager_id is not None and one.manager_id == other.manager_id
    pairs = ((one, other), (other, one))
    return same or any(rows_of(_CHAIN, {"below": below.pk, "above": above.pk}) for below, above in pairs)


def _on(day: date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(since__lte=day, until__gte=day, ended_at=None)
