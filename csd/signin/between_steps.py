"""Between the two steps of signing in: the password was right, the second step is not taken. Such a session is nobody's.

Nothing of Django's own session of a login is set, so that for every address, also those of others, a stranger asks. Who it is
about is known to the pages of the second step alone, for ten minutes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import load_backend
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from csd.access.models import User
from csd.access.users import user_by_id

BETWEEN = "csd_between_steps"
LASTS = timedelta(minutes=10)


def begin_second_step(request: HttpRequest, user: User, onward: str) -> None:
    """Remember in a new session whose password was right; what the session was before is gone."""
    request.session.flush()
    request.session[BETWEEN] = {"user": user.pk, "at": timezone.now().timestamp(), "hash": user.get_session_auth_hash(), "next": onward}
    request.session.set_expiry(timezone.now() + LASTS)


def user_between_steps(request: HttpRequest) -> User | None:
    """Whose second step it is; None when it is too late, the password has changed or the person may no longer sign in."""
    kept: dict[str, Any] = request.session.get(BETWEEN) or {}
    if not kept or timezone.now().timestamp() - kept["at"] > LASTS.total_seconds():
        return None
    user = user_by_id(kept["user"])
    backend: Any = load_backend(settings.AUTHENTICATION_BACKENDS[0])
    if user is None or not backend.user_can_authenticate(user):
        return None
    return user if constant_time_compare(kept["hash"], user.get_session_auth_hash()) else None


def onward_of(request: HttpRequest) -> str:
    """Where the person wanted to go."""
    return str((request.session.get(BETWEEN) or {}).get("next", ""))
