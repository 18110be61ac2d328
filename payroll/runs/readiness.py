"""Whether a month may be closed (docs/formats.md `close_month`, docs/rulebook.md D2): over, its year known, the month before approved."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.calendar.selectors import month_is_known
from csd.errors import Refused
from csd.months import Month
from csd.policy.parameters import PARAMETERS
from csd.policy.selectors import values_in_force
from duty.models import Shift
from payroll.costs.models import Cost
from payroll.proposals.models import Nomination
from payroll.runs.models import Run, RunState
from payroll.sales.models import Campaign, Sale


def require_ready(month: Month) -> None:
    """Refused with the reason why a month cannot be closed yet."""
    over = over_at(month)
    if timezone.now() < over:
        when = timezone.localtime(over).strftime("%Y-%m-%d %H:%M")
        raise Refused(
            "not_over", _("%(month)s is not over before %(when)s, the end of its last sign-out window."), month=str(month), when=when
        )
    if not month_is_known(month):
        raise Refused("no_calendar", _("The calendar of %(year)d is not known yet: enter or confirm it first (D2)."), year=month.year)
    before = month - 1
    # asked in this order because the second reads a month's rows
    if not Run.objects.filter(month=before, state__in=(RunState.APPROVED, RunState.PAID)).exists() and has_data(before):
        raise Refused(
            "month_before", _("%(before)s has data and is not approved; close it before %(month)s."), before=str(before), month=str(month)
        )
    if Run.objects.filter(month__gt=month, state__in=(RunState.APPROVED, RunState.PAID)).exists():
        raise Refused("later_approved", _("A month after %(month)s is approved already."), month=str(month))


def over_at(month: Month) -> datetime:
    """When the month and its last sign-out window are over; a shift of the next month that meets one of this month belongs to it (A1)."""
    shifts = Shift.objects.filter(start__gte=month.begin, start__lt=month.end)
    last_end: datetime | None = shifts.aggregate(Max("end"))["end__max"]
    if last_end is None:
        return month.end
    reaching = dict(shifts.filter(end__gte=month.end).values_list("employee", "end"))
    while reaching:
        last_end = max(last_end, *reaching.values())
        meeting = Shift.objects.filter(employee__in=reaching, start__in=set(reaching.values())).values_list("employee", "start", "end")
        reaching = {person: end for person, start, end in meeting if reaching[person] == start}
    window = PARAMETERS["out_window"].value_of(values_in_force(month.first)["out_window"][1])
    return max(month.end, last_end + timedelta(minutes=window))


def has_data(month: Month) -> bool:
    """Whether anything of a month is there that a run would use."""
    return (
        Shift.objects.filter(start__gte=month.begin, start__lt=month.end).exists()
        or Sale.objects.filter(date__range=(month.first, month.last)).exists()
        or any(model.objects.filter(month=month).exists() for model in (Cost, Campaign, Nomination))
    )
