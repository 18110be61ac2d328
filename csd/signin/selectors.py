"""Who must take a second step, and what lets somebody in: sessions, invites, authenticators."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from csd.access.models import Happened, SecurityEvent, Session, User
from csd.access.permissions import RIGHTS, may
from csd.organisation.models import Employee, Role
from csd.organisation.standing import Standing, standing_of
from csd.signin.models import AccessRequest, AuthenticatorApp, Invite, Passkey, RecoveryCode

EVENTS_SHOWN = 20


def needs_second_step(user: User, who: Standing | None) -> bool:
    """Whether a login only counts with a second step: it sees other people's pay, or it administers."""
    if user.is_superuser or user.is_staff:
        return True
    return who is not None and (may(who, "pay.see") or who.has(Role.ADMINISTRATOR))


def standing_of_user(user: User) -> Standing | None:
    """The standing today of a login's person."""
    return standing_of(user.employee, timezone.localdate()) if user.employee else None


def rights_of(employee: Employee, day: date) -> frozenset[str]:
    """All permissions of a person on a day."""
    who = standing_of(employee, day)
    return frozenset(permission for permission in RIGHTS if may(who, permission))


@dataclass(frozen=True)
class Factors:
    """What somebody can take the second step with."""

    app: bool
    passkeys: Sequence[Passkey]
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether there is something to take it with; recovery codes alone are nothing."""
        return self.app or bool(self.passkeys)


def factors_of(user: User) -> Factors:
    """The second steps of a login."""
    return Factors(
        AuthenticatorApp.objects.filter(user=user).exists(),
        list(Passkey.objects.filter(user=user).order_by("pk")),
        RecoveryCode.objects.filter(user=user, used_at=None).count(),
    )


def sessions_of(user: User) -> list[Session]:
    """The sessions of a login that are not over, the one used last first."""
    found = Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-last_used_at", "pk")
    now = timezone.now().timestamp()
    return [s for s in found if not s.idle_seconds or s.last_used_at.timestamp() + s.idle_seconds > now]


def events_of(user: User) -> list[SecurityEvent]:
    """What happened lately to the login of somebody in the company, whoever did it."""
    if user.employee is None:
        return []
    own = SecurityEvent.objects.filter(who=user.employee).select_related("who").order_by("-at", "-pk")[:EVENTS_SHOWN]
    about = SecurityEvent.objects.filter(whom=user.employee).select_related("who").order_by("-at", "-pk")[:EVENTS_SHOWN]
    found = {event.pk: event for event in [*own, *about] if event.kind != Happened.DENIED}
    return sorted(found.values(), key=lambda event: (event.at, event.pk), reverse=True)[:EVENTS_SHOWN]


def reset_since(user: User) -> SecurityEvent | None:
    """That two people took the second step of a login away since its last sign-in: its owner is to be told."""
    found = SecurityEvent.objects.filter(whom=user.employee_id, kind=Happened.RESET).exclude(whom=None).order_by("-at").first()
    return found if found and (user.last_login is None or found.at >= user.last_login) else None


def hash_of_token(token: str) -> str:
    """What is kept of an invite's token: it has 256 random bits, so a fast hash suffices."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invite(token_hash: str) -> Invite | None:
    """The invite of a token that can still be used."""
    found = Invite.objects.filter(token_hash=token_hash, used_at=None, ended_at=None, expires_at__gt=timezone.now())
    return found.select_related("user__employee").first()


def last_invite(user: User) -> Invite | None:
    """The newest invite of a login, whatever became of it."""
    return Invite.objects.filter(user=user).select_related("made_by").order_by("-pk").first()


def open_request(user: User, kind: str) -> AccessRequest | None:
    """What waits for a second person's decision."""
    return AccessRequest.objects.filter(user=user, kind=kind, decided_at=None).select_related("asked_by").first()


def request_by_id(request_id: int) -> AccessRequest | None:
    """What was asked about somebody's access, decided or not."""
    return AccessRequest.objects.filter(pk=request_id).select_related("user__employee").first()


def user_of(employee: Employee) -> User | None:
    """The login of a person."""
    return User.objects.filter(employee=employee).select_related("employee").first()
