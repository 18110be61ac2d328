"""The two logs that only grow (csd.access.models). Each entry is committed by itself where no transaction is open."""

from __future__ import annotations

from dataclasses import dataclass

from csd.access.models import Happened, Look, LookedAt, SecurityEvent, User
from csd.months import Month
from csd.organisation.models import Employee

LOGIN_LENGTH, DETAIL_LENGTH = 64, 200


@dataclass(frozen=True)
class Origin:
    """Where something was done from; empty for the command line and for what the clock does."""

    address: str | None = None
    browser: str = ""


NOWHERE = Origin()


def note(
    kind: Happened,
    *,
    user: User | None = None,
    who: Employee | None = None,
    login: str = "",
    whom: Employee | None = None,
    place: Origin = NOWHERE,
    detail: str = "",
) -> None:
    """Add to the log of security events. `user` is the login it happened to where that is also who did it."""
    person = who or (user.employee if user else None)
    SecurityEvent.objects.create(
        kind=kind,
        who=person,
        login=(login or (user.login if user else "") or (person.employee_no if person else ""))[:LOGIN_LENGTH],
        whom=whom,
        address=place.address,
        browser=place.browser,
        detail=detail[:DETAIL_LENGTH],
    )


def note_look(
    what: LookedAt,
    *,
    who: Employee,
    whose: Employee | None = None,
    month: Month | None = None,
    address: str | None = None,
    detail: str = "",
) -> None:
    """Add to the log of looks at pay; a look at one's own is not kept."""
    if whose is None or whose.pk != who.pk:
        Look.objects.create(who=who, whose=whose, what=what, month=month, address=address, detail=detail.replace("\0", "")[:100])
