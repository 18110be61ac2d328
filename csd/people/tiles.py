"""The tile of the home page about people: who comes and goes."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from csd import formats
from csd.database.rows import rows_of
from csd.organisation.models import Role
from csd.organisation.standing import Standing
from csd.shell.home import Content, Figure, Line, Tile
from csd.shell.tiles import SHOWN

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


def _people(who: Standing) -> Content:
    span = {"begin": who.day.replace(day=1), "today": who.day, "until": who.day + AHEAD, "limit": SHOWN}
    came, coming, leaving = rows_of(_COMING_AND_GOING, span)[0]
    lines = [Line(f"{number} {name}", _("last day"), formats.day(day)) for number, name, day in rows_of(_NEXT_LEAVERS, span)]
    figures = [Figure(_("New this month"), came), Figure(_("Coming in 30 days"), coming), Figure(_("Leaving in 30 days"), leaving)]
    return Content(figures=figures, lines=lines)


PEOPLE = Tile("people", _("People coming and going"), 60, lambda who: who.has(Role.HR), _people)
