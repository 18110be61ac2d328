"""The tile of the home page about regulations to read (docs/rulebook.md O5)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csd import formats
from csd.organisation.standing import Standing
from csd.regulations.selectors import to_read
from csd.shell.home import Content, Figure, Line, Tile
from csd.shell.tiles import SHOWN


def _to_read(who: Standing) -> Content | None:
    entries = to_read(who)
    lines = [
        Line(
            entry.title,
            _("Effective from"),
            formats.day(entry.since) if entry.since else "",
            reverse("regulation", kwargs={"regulation_id": entry.id}),
        )
        for entry in entries[:SHOWN]
    ]
    return Content(figures=[Figure(_("To read"), len(entries))], lines=lines, more=reverse("regulations")) if entries else None


TO_READ = Tile("to-read", _("Regulations to read"), 25, lambda who: who.employed, _to_read)
