"""What one office of two asked about somebody's access and the other has to decide (csd.signin.services.requests), for the inbox."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd.access.permissions import may
from csd.database.rows import Query, rows_of
from csd.inbox.models import Matters
from csd.inbox.registry import Decision, InboxKind, Item, Option, nothing_waits
from csd.organisation.models import Role
from csd.organisation.standing import Standing
from csd.signin.models import Ask
from csd.signin.selectors import request_by_id
from csd.signin.services.requests import OFF_THE_TABLE, TAKEN_AWAY, refuse, reset_second_step

# what a colleague of the other office asked, about neither of the two
_OPEN = """
    FROM csd_accessrequest r JOIN csd_user u ON u.id = r.user_id JOIN csd_employee e ON e.id = u.employee_id
    JOIN csd_employee b ON b.id = r.asked_by_id
    WHERE r.decided_at IS NULL AND r.asked_by_id <> %(me)s AND u.employee_id <> %(me)s AND EXISTS (
        SELECT FROM csd_roleassignment o WHERE o.employee_id = r.asked_by_id AND o.role = ANY(%(others)s)
        AND o.since <= %(day)s AND (o.until IS NULL OR o.until >= %(day)s)
    )
"""
_OTHER = {Role.HR: Role.ADMINISTRATOR, Role.ADMINISTRATOR: Role.HR}
_REFUSE = Option("refuse", gettext_lazy("Refuse"))
_OPTIONS = {
    Ask.RESET: (Option("agree", gettext_lazy("Take the second step away")), _REFUSE),
    # agreed to by making the link, which is shown once, on the page of the person's access
    Ask.INVITE: (_REFUSE,),
}


def _values(who: Standing) -> dict[str, Any]:
    return {"me": who.employee.pk, "day": who.day, "others": [other.value for own, other in _OTHER.items() if who.has(own)]}


def _count(who: Standing) -> Query | None:
    return Query(f"SELECT count(*) {_OPEN}", _values(who)) if may(who, "access.manage") else None


def _waiting(who: Standing, limit: int) -> list[Item]:
    if not may(who, "access.manage"):
        return []
    query = f"SELECT r.id, r.kind, e.employee_no, e.name, b.name, r.asked_at, r.reason {_OPEN} ORDER BY r.id LIMIT %(limit)s"
    return [
        Item(
            str(request_id),
            _("%(what)s: %(number)s %(person)s") % {"what": Ask(kind).label, "number": number, "person": person},
            by,
            at,
            [(gettext_lazy("Reason"), reason)],
            _OPTIONS[Ask(kind)],
            reverse("invite", kwargs={"number": number}),
        )
        for request_id, kind, number, person, by, at, reason in rows_of(query, {**_values(who), "limit": limit})
    ]


def _decide(decision: Decision) -> str:
    asked = request_by_id(decision.row_id)
    if asked is None or decision.value not in {option.value for option in _OPTIONS[Ask(asked.kind)]}:
        raise nothing_waits()
    if decision.value == "agree":
        reset_second_step(user=asked.user, by=decision.who.employee)
        return str(TAKEN_AWAY)
    refuse(user=asked.user, kind=Ask(asked.kind), by=decision.who.employee)
    return str(OFF_THE_TABLE)


ACCESS = InboxKind("access", gettext_lazy("Access"), Matters.OFFICE, ("access.manage",), _waiting, _count, _decide)
