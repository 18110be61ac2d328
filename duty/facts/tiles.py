"""The tile of the home page about one's own duty: the shift that runs or comes next."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd import formats
from csd.database.rows import rows_of
from csd.models import Grade
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.home import Content, Line, Tile
from csd.work.context import AttemptContext
from duty.facts.present import NO_ATTEMPT, moves_near

SHOWN = 3
AHEAD = timedelta(days=30)
_NEXT = """
    SELECT s.start, s."end", s.post FROM duty_shift s
    WHERE s."end" > %(now)s AND s.start < %(until)s AND (
        (s.employee_id = %(me)s AND s.start > %(now)s - interval '3 days' AND s.id <> ALL(%(moved)s::bigint[])) OR s.id = ANY(%(mine)s::bigint[]))
    ORDER BY s.start LIMIT %(limit)s
"""  # noqa: E501


def today(who: Standing) -> AttemptContext:
    """The month of today for settling swaps, without what only judging needs."""
    return AttemptContext(NO_ATTEMPT, Month.of(who.day), {"highest": {}})


def _next(who: Standing) -> Content | None:
    moves, now = moves_near(today(who), [who.employee.pk]), timezone.now()
    mine = [shift for shift, _rostered, holder, _swap in moves if holder == who.employee.pk]
    span = {"now": now, "until": now + AHEAD, "me": who.employee.pk, "limit": SHOWN}
    rows = rows_of(_NEXT, {**span, "moved": [shift for shift, *_rest in moves], "mine": mine})
    if not rows and (who.roles or who.grade in (None, Grade.MANAGER, Grade.GENERAL_MANAGER)):
        return None
    lines = [
        Line(
            formats.day(start.astimezone(timezone.get_current_timezone()).date()), post, formats.span(start, end), tone=_tone(start <= now)
        )
        for start, end, post in rows
    ]
    return Content(lines=lines, empty=_("No shift is planned for you in the next 30 days."))


def _tone(runs: bool) -> str:
    return "running" if runs else ""


TILES = (Tile("duty", gettext_lazy("Next shifts"), 20, lambda who: who.employed, _next),)
