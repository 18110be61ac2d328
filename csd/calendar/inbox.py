"""A year whose calendar nobody has published waits to be confirmed, from mid-November before it on (docs/rulebook.md D2)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd.access.permissions import may
from csd.calendar.day_kinds import published
from csd.calendar.selectors import WARNED_FROM, year_is_known
from csd.calendar.services import confirm_year
from csd.database.rows import Query
from csd.inbox.models import Matters
from csd.inbox.registry import Decision, InboxKind, Item, Option, nothing_waits
from csd.months import SHANGHAI
from csd.organisation.standing import Standing

_UNKNOWN = """
    SELECT count(*) FROM unnest(%(years)s::int[]) AS wanted(year)
    WHERE NOT EXISTS (SELECT 1 FROM csd_calendaryear c WHERE c.year = wanted.year)
      AND (SELECT count(*) FROM csd_calendarday d WHERE d.date >= make_date(wanted.year, 1, 1) AND d.date < make_date(wanted.year + 1, 1, 1))
          < make_date(wanted.year + 1, 1, 1) - make_date(wanted.year, 1, 1)
"""  # noqa: E501


def years_due(today: date) -> list[int]:
    """The years that must be known by now and are in no library: this one, and the next from mid-November on."""
    following = [today.year + 1] if (today.month, today.day) >= WARNED_FROM else []
    return [year for year in (today.year, *following) if not published(year)]


def _count(who: Standing) -> Query | None:
    years = years_due(who.day) if may(who, "calendar.confirm") else []
    return Query(_UNKNOWN, {"years": years}) if years else None


def _waiting(who: Standing, limit: int) -> list[Item]:
    years = years_due(who.day) if may(who, "calendar.confirm") else []
    return [_item(year) for year in years if not year_is_known(year)][:limit]


def _item(year: int) -> Item:
    return Item(
        key=str(year),
        title=format_lazy(gettext_lazy("Is the calendar of {year} right?"), year=year),
        asked_by="",
        since=datetime(year - 1, *WARNED_FROM, tzinfo=SHANGHAI),
        changes=[(gettext_lazy("What it changes"), _("Until then no month of that year can be closed."))],
        options=[Option("confirm", gettext_lazy("Confirm the calendar"))],
        note=gettext_lazy("Official working days are not known yet: Saturdays and Sundays rest, statutory days are those of the law."),
    )


def _decide(decision: Decision) -> str:
    if decision.value != "confirm" or not decision.key.isdecimal() or len(decision.key) != len("2027"):
        raise nothing_waits()
    year = confirm_year(year=int(decision.key), actor=decision.who.employee).year
    return _("The calendar of %(year)d is confirmed.") % {"year": year}


CALENDAR = InboxKind("calendar", gettext_lazy("Calendar"), Matters.OFFICE, ("calendar.confirm",), _waiting, _count, _decide)
