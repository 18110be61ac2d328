"""Sessions as rows with an owner, a place and a last use, under a hashed key (SESSION_ENGINE).

A session ends 12 hours after signing in, and before that after a while without use: 30 minutes for whoever sees other people's
pay or administers, 4 hours for everybody else. Only what somebody does counts as use, not what a page asks for by itself.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone

from csd.access.models import Session

ABSOLUTE = timedelta(hours=12)
IDLE, IDLE_WITH_RIGHTS = timedelta(hours=4), timedelta(minutes=30)
# last_used_at moves in steps: a page more is not a write more
USED_STEP = timedelta(minutes=1)
# what this package keeps in a session
FACTS = "csd"
BROWSER_LENGTH = 200


def stored(key: str | None) -> str:
    """What the table has of a session's key."""
    return hashlib.sha256((key or "").encode()).hexdigest()


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from; the one way to ask for it."""
    return request.META.get("REMOTE_ADDR") or None


def browser_of(request: HttpRequest) -> str:
    """What the browser calls itself."""
    return "".join(mark for mark in request.headers.get("User-Agent", "")[:BROWSER_LENGTH] if mark.isprintable())


def facts_of(request: HttpRequest) -> dict[str, Any]:
    """What the session says about signing in: `second` (a second step was taken), `proved` (when, in seconds since 1970)."""
    found: dict[str, Any] = request.session.get(FACTS, {})
    return found


def begin(request: HttpRequest, *, second: bool, rights: bool) -> None:
    """Note in a session that has just begun how, where and for how long."""
    now = timezone.now()
    request.session[FACTS] = {
        "second": second,
        "proved": now.timestamp(),
        "began": now.isoformat(),
        "idle": int((IDLE_WITH_RIGHTS if rights else IDLE).total_seconds()),
        "address": address_of(request),
        "browser": browser_of(request),
    }
    request.session.set_expiry(now + ABSOLUTE)


def prove(request: HttpRequest) -> None:
    """Note that the person has just shown again who they are."""
    request.session[FACTS] = {**facts_of(request), "proved": timezone.now().timestamp()}


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with our columns; a key is looked up by its hash."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()
        found = Session.objects.filter(session_key=stored(self.session_key), expire_date__gt=now).first() if self.session_key else None
        if found is None or (found.idle_seconds and found.last_used_at + timedelta(seconds=found.idle_seconds) <= now):
            self._session_key = None
            return None
        self.row = found
        return found

    def exists(self, session_key: str | None = None) -> bool:
        """Whether there is a session of this key."""
        return Session.objects.filter(session_key=stored(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of a session."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)  # noqa: S101 (what get_model_class said)
        facts, user_id = data.get(FACTS, {}), data.get(SESSION_KEY)
        row.session_key, row.user_id = stored(row.session_key), int(user_id) if user_id else None
        if "began" in facts:
            row.began_at = datetime.fromisoformat(facts["began"])
        row.idle_seconds, row.address, row.browser = facts.get("idle", 0), facts.get("address"), facts.get("browser", "")
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End a session."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=stored(key)).delete()

    def used(self) -> None:
        """Note that the session was used, at most once a minute."""
        now = timezone.now()
        if self.row is not None and now - self.row.last_used_at >= USED_STEP:
            Session.objects.filter(pk=self.row.pk).update(last_used_at=now)
            self.row.last_used_at = now
