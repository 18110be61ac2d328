"""What the shell needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from csd.access.asking import standing_or_none
from csd.inbox.registry import waiting_count
from csd.shell.navigation import entries_for
from csd.shell.views.account import APPEARANCE, APPEARANCES


def shell(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, what they may open, where they are, how it should look."""
    who = standing_or_none(request)
    entries = entries_for(who)
    chosen = request.COOKIES.get(APPEARANCE, "")
    return {
        "who": who,
        "entries": entries,
        "phone_entries": [entry for entry in entries if entry.phone],
        # asked for only by what shows it: parts of pages do not
        "inbox_count": SimpleLazyObject(lambda: waiting_count(who) if who else 0),
        "section": request.path.strip("/").partition("/")[0],
        "appearance": chosen if chosen in APPEARANCES else "",
        "languages": settings.LANGUAGES,
    }
