"""The days of a year's page, made without the template language: 365 cells with six questions each were half of the page's time."""

from __future__ import annotations

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from csd.calendar.selectors import Day

NAME_LENGTH = 6
_CELL = '<td class="day-{}{}{}">{}</td>'
_EMPTY = mark_safe("<td></td>")


def day_cell(day: Day | None, today: date, base: str) -> SafeString:
    """A day: its kind and what it is called, a link to it below `base` where it may be changed; an empty cell for none."""
    if day is None:
        return _EMPTY
    here = mark_safe(' aria-current="date"') if day.date == today else ""
    if base:
        inside = format_html('<a href="{}{}/"{}>{}{}</a>', base, day.written, here, day.date.day, _called(day))
    else:
        inside = format_html("<span{}>{}{}</span>", here, day.date.day, _called(day))
    return format_html(_CELL, day.kind, " day-moved" if day.moved else "", " own" if day.own else "", inside)


def _called(day: Day) -> SafeString | str:
    if day.name:
        return format_html("<small data-text>{}</small>", Truncator(day.name).chars(NAME_LENGTH))
    if day.kind == "statutory":
        return format_html("<small>{}</small>", _("holiday"))
    if day.moved:
        return format_html("<small>{}</small>", _("work") if day.kind == "work" else _("rest"))
    return format_html('<span class="visually-hidden">{}</span>', _("rest")) if day.kind == "rest" else ""
