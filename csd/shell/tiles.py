"""The tile of the home page about what waits to be decided."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csd import formats
from csd.inbox.registry import decided_permissions, inbox_of
from csd.organisation.standing import Standing
from csd.shell.home import Content, Line, Tile

SHOWN = 5


def _waiting(who: Standing) -> Content | None:
    items = inbox_of(who, SHOWN)
    if not items and not decided_permissions(who):
        return None
    lines = [
        Line(item.title, formats.moment(item.since) if item.since else "", url=item.url or reverse("inbox"), tone="warn") for item in items
    ]
    return Content(lines=lines, more=reverse("inbox"), empty=_("Nothing waits for you."))


WAITING = Tile("waiting", _("Waiting for you"), 10, lambda who: who.employed, _waiting)
