"""Writes of the calendar (RULES.md D2)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.daykinds import published
from csd.errors import Refused
from csd.models import CalendarYear, Employee
from csd.permissions import require
from csd.selectors.people import standing_of

FIRST_YEAR, LAST_YEAR = 2000, 2100


@transaction.atomic
def confirm_year(*, year: int, actor: Employee) -> CalendarYear:
    """Say that a year's calendar is as it stands: library days, weekends, and the days entered. Again changes nothing."""
    require(standing_of(actor, timezone.localdate()), "calendar.confirm")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            "no_such_year", _("%(year)d is not a year between %(first)d and %(last)d."), year=year, first=FIRST_YEAR, last=LAST_YEAR
        )
    if published(year):
        raise Refused("published", _("The calendar of %(year)d is published; enter the days that differ instead."), year=year)
    confirmed, _created = CalendarYear.objects.get_or_create(year=year, defaults={"confirmed_by": actor})
    return confirmed
