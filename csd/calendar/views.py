"""The calendar: a year with its kinds of days, one day entered or given back, a year confirmed (docs/rulebook.md D2)."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from csd import formats
from csd.access.asking import acts, asker
from csd.access.permissions import may
from csd.calendar import services
from csd.calendar.day_kinds import library_days
from csd.calendar.forms import DayForm
from csd.calendar.models import CalendarDay, DayKind
from csd.calendar.selectors import entered_day, missing_year, year_page
from csd.history.changes import changes_of
from csd.months import Month
from csd.shell.form_pages import FormPage, allowed, do_act, do_form, forms_only
from csd.shell.period import Frame, Near


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A year."""
    who = asker(request)
    if not who.employed:
        raise Http404
    year = _year(request.GET.get("year", ""), who.day.year)
    page = year_page(year)
    context = {
        "page": page,
        "today": who.day,
        "may_change": may(who, "calendar.change"),
        "may_confirm": may(who, "calendar.confirm") and not page.known,
        "missing_year": missing_year(who.day) if may(who, "calendar.confirm") else None,
        "kinds": DayKind.choices,
        "frame": Frame(before=_near(year - 1), after=_near(year + 1)),
        "weekdays": formats.WEEKDAYS,
    }
    return render(request, "csd/calendar.html", context)


@forms_only
def day(request: HttpRequest, day: str) -> HttpResponse:
    """Enter what a day is."""
    who = allowed(request, "calendar.change")
    when = _day(day)
    there = entered_day(when)
    kind, _name = library_days(Month.of(when))[when]
    back = reverse("calendar") + f"?year={when.year}"
    explains = _("The published calendar has it as: %(kind)s") % {"kind": DayKind(kind).label}
    page = FormPage(formats.day(when), back, _("Calendar"), _("Save this day"), explains, "csd/calendar_day.html")
    seen = services.stamp_of_day(there)
    initial = {"kind": there.kind, "name": there.name, "source": there.source} if there else {}
    form = DayForm(request.POST or None, initial={**initial, "seen": seen})
    changes = changes_of(CalendarDay, [when], services.DAY_FIELDS, by="date") if request.method != "POST" else []
    return do_form(
        request,
        page,
        form,
        lambda given: services.set_day(
            day=when,
            kind=DayKind(given["kind"]) if given["kind"] else None,
            name=given["name"],
            source=given["source"],
            seen=given["seen"],
            actor=who.employee,
        ),
        done=_("%(day)s is saved. Months already computed say that they are to be computed again.") % {"day": formats.day(when)},
        to=back,
        fresh_stamp=lambda: services.stamp_of_day(entered_day(when)),
        more={"changes": changes},
    )


@require_POST
def confirm(request: HttpRequest, year: int) -> HttpResponse:
    """Confirm a year as it stands."""
    who = acts(request, "calendar.confirm")
    return do_act(
        request,
        lambda: services.confirm_year(year=year, actor=who.employee),
        done=_("The calendar of %(year)s is confirmed.") % {"year": year},
        to=reverse("calendar") + f"?year={year}",
    )


def _near(year: int) -> Near | None:
    return Near(str(year), f"?year={year}") if services.FIRST_YEAR <= year <= services.LAST_YEAR else None


def _year(text: str, otherwise: int) -> int:
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else otherwise
    return year if services.FIRST_YEAR <= year <= services.LAST_YEAR else otherwise


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if len(text) != 10 or not services.FIRST_YEAR <= found.year <= services.LAST_YEAR:
        raise Http404
    return found
