"""Writes of the calendar (docs/rulebook.md D2)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, write
from csd.calendar.day_kinds import published
from csd.calendar.models import CalendarDay, CalendarYear, DayKind
from csd.closing.open_months import open_month_of
from csd.database.rows import rows_of
from csd.errors import Refused
from csd.history.stamps import refuse_changed, same, stamp
from csd.organisation.models import Employee

FIRST_YEAR, LAST_YEAR = 2000, 2100
DAY_FIELDS = ("kind", "name", "source")
# any number, as long as nothing else in the product takes an advisory lock by it
CALENDAR_LOCK = 0xCA1E


@transaction.atomic
def confirm_year(*, year: int, actor: Employee) -> CalendarYear:
    """Say that a year's calendar is as it stands: library days, weekends, and the days entered. Doing it again changes nothing."""
    with acting(actor, "calendar.confirm"):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Refused(
                "no_such_year", _("%(year)d is not a year between %(first)d and %(last)d."), year=year, first=FIRST_YEAR, last=LAST_YEAR
            )
        if published(year):
            raise Refused("published", _("The calendar of %(year)d is published; enter the days that differ instead."), year=year)
        confirmed, _created = CalendarYear.objects.get_or_create(year=year, defaults={"confirmed_by": actor})
        return confirmed


@transaction.atomic
def set_day(*, day: date, kind: DayKind | None, name: str, source: str, seen: str, actor: Employee) -> CalendarDay | None:
    """What a day is, in place of what the libraries say; None gives it back to them. Refused in an approved month."""
    with acting(actor, "calendar.change"):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused(
                "no_such_year", _("%(year)d is not a year between %(first)d and %(last)d."), year=day.year, first=FIRST_YEAR, last=LAST_YEAR
            )
        rows_of("SELECT pg_advisory_xact_lock(%s)::text", [CALENDAR_LOCK])
        there = CalendarDay.objects.filter(date=day).first()
        values = {"kind": kind, "name": name, "source": source}
        if same(there, values) if there else kind is None:
            return there
        _refuse_changed(there, seen)
        open_month_of(day, changes=there is not None)
        if there is None:
            return CalendarDay.objects.create(date=day, **values)
        if kind is None:
            there.delete()
            return None
        write(there, values)
        return there


def stamp_of_day(day: CalendarDay | None) -> str:
    """The mark of an entered day; empty for one that nobody entered."""
    return stamp(day, DAY_FIELDS) if day else ""


def _refuse_changed(there: CalendarDay | None, seen: str) -> None:
    if there is not None:
        refuse_changed(there, seen, DAY_FIELDS)
    elif seen:
        raise Refused(
            "changed_meanwhile", _("Nothing was saved: meanwhile the entry of this day was removed. Save once more if yours still holds.")
        )
