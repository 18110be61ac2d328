"""Ending sessions: at a change of password or second step, by their owner, with everything at the end (csd.services.offboarding)."""

from __future__ import annotations

from django.utils import timezone

from csd.models import Session, User


def end_sessions(*, user: User, but: str = "") -> int:
    """End all sessions of a login but one (by its stored key); says how many."""
    found = Session.objects.filter(user=user).exclude(pk=but)
    return found.delete()[0]


def end_session(*, user: User, pk: str) -> bool:
    """End one of one's own sessions; False where it is over or somebody else's."""
    return bool(Session.objects.filter(user=user, pk=pk).delete()[0])


def forget_expired() -> int:
    """Delete the rows of sessions that are over."""
    return Session.objects.filter(expire_date__lte=timezone.now()).delete()[0]
