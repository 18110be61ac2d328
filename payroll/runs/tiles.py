"""Tiles of the home page about pay: one's last payslip, how far the months are, what was decided; and the close of a month."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd import formats
from csd.access.permissions import may
from csd.closing.state import Closing
from csd.database.rows import rows_of
from csd.formats import Words
from csd.models import Role
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.home import Content, Figure, Line, Tile
from payroll.payslips.access import last_own_slip
from payroll.runs.models import RunEvent, RunState
from payroll.runs.selectors import run_of

MONTHS = 3
EVENTS = 8
_MONTHS = """
    SELECT r.month, r.state, EXISTS (SELECT 1 FROM csd_attempt t WHERE t.month = r.month AND t.state = 'running'),
           (SELECT count(*) FROM payroll_runexception x WHERE x.attempt_id = r.attempt_id AND x.blocking AND x.left_out_by_id IS NULL)
    FROM payroll_run r ORDER BY r.month DESC LIMIT %s
"""
_EVENTS = """
    SELECT v.kind, v.at, p.name, r.month FROM payroll_runevent v JOIN payroll_run r ON r.id = v.run_id
    LEFT JOIN csd_employee p ON p.id = v.actor_id
    WHERE v.kind IN ('reviewed', 'approved', 'paid', 'left_out', 'exported') ORDER BY v.id DESC LIMIT %s
"""
_NEXT: Mapping[str, tuple[Words, str]] = {
    RunState.DRAFT: (gettext_lazy("It has not been computed yet."), ""),
    RunState.COMPUTED: (gettext_lazy("Somebody else looks through it and approves it."), "info"),
    RunState.REVIEWED: (gettext_lazy("It waits for approval."), "info"),
    RunState.APPROVED: (gettext_lazy("It waits for payment."), "ok"),
    RunState.PAID: (gettext_lazy("It is closed and paid."), "ok"),
}


def closing_of(who: Standing, month: Month) -> Closing | None:
    """How far a month's run has come, for whoever follows pay runs."""
    if not may(who, "run.watch"):
        return None
    run = run_of(month)
    if run is None:
        return Closing(RunState.DRAFT.label, _NEXT[RunState.DRAFT][0], reverse("pay-runs"))
    words, tone = _NEXT[run.state]
    return Closing(RunState(run.state).label, words, reverse("pay-run", kwargs={"month": month}), tone)


def _last_slip(who: Standing) -> Content:
    found = last_own_slip(who)
    if found is None:
        return Content(empty=_("Your first payslip appears here as soon as its month is approved."))
    month, net, state = found
    url = reverse("payslip", kwargs={"month": month})
    line = Line(formats.month(month), RunState(state).label, f"¥{formats.money(net)}", url, covered=True)
    return Content(lines=[line], more=reverse("payslips"))


def _months(who: Standing) -> Content:
    rows = rows_of(_MONTHS, [MONTHS])
    open_exceptions = sum(exceptions for *_row, exceptions in rows)
    lines = [_month_line(Month.of(month), state, running) for month, state, running, _exceptions in rows]
    figures = [Figure(_("Open exceptions"), open_exceptions, tone="bad" if open_exceptions else "")]
    return Content(figures=figures, lines=lines, note=_note(who, rows[0] if rows else None), more=reverse("pay-runs"))


def _month_line(month: Month, state: str, running: bool) -> Line:
    text = _("being computed") if running else RunState(state).label
    return Line(formats.month(month), text, url=reverse("pay-run", kwargs={"month": month}), tone=_NEXT[state][1])


def _note(who: Standing, newest: tuple[object, ...] | None) -> str:
    """The next date: when the month that runs can be closed."""
    this = Month.of(who.day)
    over = newest is not None and Month.of(newest[0]) >= this  # type: ignore[arg-type]  # a date of the database
    return (
        "" if over else _("%(month)s can be closed from %(day)s on.") % {"month": formats.month(this), "day": formats.day((this + 1).first)}
    )


def _decided(who: Standing) -> Content:
    rows = rows_of(_EVENTS, [EVENTS])
    words = dict(RunEvent.Kind.choices)
    lines = [
        Line(
            f"{formats.month(Month.of(month))} · {words[kind]}",
            f"{formats.moment(at)} · {name or formats.DASH}",
            url=reverse("pay-run", kwargs={"month": Month.of(month)}),
        )
        for kind, at, name, month in rows
    ]
    return Content(lines=lines, empty=_("Nothing has been decided yet."))


TILES = (
    Tile("payslip", gettext_lazy("Last payslip"), 40, lambda who: who.employed, _last_slip),
    Tile("runs", gettext_lazy("Months"), 50, lambda who: may(who, "run.watch"), _months),
    Tile("decided", gettext_lazy("Decided lately"), 70, lambda who: who.has(Role.AUDITOR), _decided),
)
