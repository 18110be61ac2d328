"""The tiles of the home page about the organisation: what waits to be decided, who comes and goes."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csd import formats
from csd.copying import rows_of
from csd.home import Content, Figure, Line, Tile
from csd.inbox import decided_permissions, inbox_of
from csd.models import Role
from csd.selectors.people import Standing
from csd.selectors.regulations import to_read

SHOWN = 5
AHEAD = timedelta(days=30)
# who came since the month began, and who comes or leaves in the days ahead
_COMING_AND_GOING = """
    SELECT count(*) FILTER (WHERE hire_date >= %(begin)s AND hire_date <= %(today)s), count(*) FILTER (WHERE hire_date > %(today)s),
           count(*) FILTER (WHERE leave_date >= %(today)s) FROM csd_employee
    WHERE (hire_date >= %(begin)s AND hire_date <= %(until)s) OR (leave_date >= %(today)s AND leave_date <= %(until)s)
"""
_NEXT_LEAVERS = """
    SELECT employee_no, name, leave_date FROM csd_employee WHERE leave_date >= %(today)s AND leave_date <= %(until)s
    ORDER BY leave_date, employee_no LIMIT %(limit)s
"""


def _waiting(who: Standing) -> Content | None:
    items = inbox_of(who, SHOWN)
    if not items and not decided_permissions(who):
        return None
    lines = [
        Line(item.title, formats.moment(item.since) if item.since else "", url=item.url or reverse("inbox"), tone="warn") for item in items
    ]
    return Content(lines=lines, more=reverse("inbox"), empty=_("Nothing waits for you."))


def _people(who: Standing) -> Content:
    span = {"begin": who.day.replace(day=1), "today": who.day, "until": who.day + AHEAD, "limit": SHOWN}
    came, coming, leaving = rows_of(_COMING_AND_GOING, span)[0]
    lines = [Line(f"{number} {name}", _("last day"), formats.day(day)) for number, name, day in rows_of(_NEXT_LEAVERS, span)]
    figures = [Figure(_("New this month"), came), Figure(_("Coming in 30 days"), coming), Figure(_("Leaving in 30 days"), leaving)]
    return Content(figures=figures, lines=lines)


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


TILES = (
    Tile("waiting", _("Waiting for you"), 10, lambda who: who.employed, _waiting),
    Tile("to-read", _("Regulations to read"), 25, lambda who: who.employed, _to_read),
    Tile("people", _("People coming and going"), 60, lambda who: who.has(Role.HR), _people),
)
