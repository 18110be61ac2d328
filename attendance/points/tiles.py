"""Tiles of the home page about points: one's own month, the team today, who is near a threshold, what a close still needs."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.points.models import Action
from csd import formats
from csd.access.permissions import may
from csd.access.scope import POINTS, only_seen, seen_people
from csd.database.rows import Query, rows_of
from csd.models import Grade
from csd.months import Month
from csd.organisation.standing import Standing
from csd.policy.parameters import PARAMETERS
from csd.shell.home import Content, Figure, Line, Tile
from duty.facts.present import people_with_moves
from duty.facts.tiles import today

SHOWN = 5
TEAM_MAX = 500
# how many points above the score for a warning still count as near it
NEAR = 2
# a manager's department may be thousands of people: who is on duty today is for those who lead a team
LEADERS = (Grade.FOREMAN, Grade.SUPERVISOR)
_VALUE = """coalesce((SELECT value FROM csd_policyvalue WHERE key = '{key}' AND effective_from <= %(first)s
    ORDER BY effective_from DESC LIMIT 1), %(default_{key})s)"""
_MINE = "SELECT score, action, as_of FROM attendance_runningscore WHERE employee_id = %(me)s AND month = %(first)s"
_CLOSED = """
    SELECT a.month, s.score, s.action FROM csd_attempt a JOIN attendance_monthscore s ON s.attempt_id = a.id AND s.employee_id = %(me)s
    WHERE a.sealed ORDER BY a.month DESC LIMIT 1
"""
_NEAR_THRESHOLD = f"""
    SELECT e.employee_no, e.name, s.score, s.action, count(*) FILTER (WHERE s.action <> 'none') OVER ()
    FROM attendance_runningscore s JOIN csd_employee e ON e.id = s.employee_id
    WHERE s.month = %(first)s AND s.score <= {_VALUE.format(key="warn_at")}::numeric + {NEAR} AND {{seen}}
    ORDER BY s.score, e.employee_no LIMIT {SHOWN}
"""
_TEAM = "SELECT id FROM ({seen}) people LIMIT %(limit)s"
_TODAY = f"""
    WITH held AS (
        SELECT s.start, s."end", s.employee_id AS person FROM duty_shift s
        WHERE s.employee_id = ANY(%(people)s) AND s.start >= %(begin)s AND s.start < %(end)s AND s.id <> ALL(%(moved)s::bigint[])
      UNION ALL
        SELECT s.start, s."end", m.holder FROM unnest(%(moved)s::bigint[], %(holders)s::bigint[]) AS m(shift, holder)
        JOIN duty_shift s ON s.id = m.shift WHERE m.holder = ANY(%(people)s) AND s.start >= %(begin)s AND s.start < %(end)s
    )
    SELECT e.employee_no, e.name, h.start, h."end", i.at, o.at, EXISTS (
        SELECT 1 FROM duty_leave l WHERE l.employee_id = h.person AND l.start <= h.start AND l."end" > h.start AND l.approved_at < h.start)
    FROM held h JOIN csd_employee e ON e.id = h.person
    LEFT JOIN LATERAL (SELECT min(time) AS at FROM duty_punch p WHERE p.employee_id = h.person AND p.direction = 'in'
        AND p.time >= h.start - {_VALUE.format(key="in_window")}::int * interval '1 minute' AND p.time <= h."end") i ON true
    LEFT JOIN LATERAL (SELECT max(time) AS at FROM duty_punch p WHERE p.employee_id = h.person AND p.direction = 'out'
        AND p.time >= greatest(h.start, i.at) AND p.time <= h."end" + interval '1 day') o ON true
    ORDER BY h.start, e.employee_no
"""
_PREPARED = "SELECT month, counts->'kinds', as_of FROM attendance_preparation ORDER BY month DESC LIMIT 2"


class Today(NamedTuple):
    """A duty of today: the first sign-in and the last sign-out that count, and whether leave covers its beginning."""

    number: str
    name: str
    start: datetime
    end: datetime
    sign_in: datetime | None
    sign_out: datetime | None
    away: bool

    def late(self) -> bool:
        """A2: signed in a whole minute after the start or later."""
        return not self.away and self.sign_in is not None and self.sign_in - self.start >= timedelta(minutes=1)

    def missing(self, now: datetime) -> bool:
        """Should have signed in by now and has not."""
        return not self.away and self.sign_in is None and now - self.start >= timedelta(minutes=1)

    def on_duty(self, now: datetime) -> bool:
        """Signed in, and neither out nor over."""
        return self.sign_in is not None and self.sign_out is None and now < self.end


def _defaults(who: Standing, *keys: str) -> dict[str, object]:
    return {"first": who.day.replace(day=1), **{f"default_{key}": PARAMETERS[key].default for key in keys}}


def _own(who: Standing) -> Content:
    rows = rows_of(_MINE, {"me": who.employee.pk, "first": who.day.replace(day=1)})
    month, url = Month.of(who.day), reverse("points")
    figures = [Figure(_("Score"), formats.points(score), url, _tone(action)) for score, action, _as_of in rows]
    lines = [
        Line(formats.month(Month.of(day)), Action(action).label, formats.points(score), _month_url(Month.of(day)), _tone(action))
        for day, score, action in rows_of(_CLOSED, {"me": who.employee.pk})
    ]
    note = _("As of %(when)s") % {"when": formats.moment(rows[0][2])} if rows else ""
    return Content(
        figures=figures, lines=lines, note=note, more=url, empty=_("No points taken in %(month)s yet.") % {"month": formats.month(month)}
    )


def _near(who: Standing) -> Content:
    seen, month = only_seen(who, "s.employee_id", POINTS), Month.of(who.day)
    rows = rows_of(_NEAR_THRESHOLD.format(seen=seen.sql), {**seen.values, **_defaults(who, "warn_at")})
    lines = [
        Line(f"{number} {name}", Action(action).label, formats.points(score), _person_url(month, number), _tone(action))
        for number, name, score, action, _count in rows
    ]
    more = reverse("points-team", kwargs={"month": month})
    figures = [Figure(_("Reached a threshold"), rows[0][4], tone="warn")] if rows and rows[0][4] else []
    return Content(figures=figures, lines=lines, more=f"{more}?sort=score", empty=_("Nobody is near a threshold."))


def _today(who: Standing) -> Content | None:
    seen = seen_people(who, POINTS)
    team = Query(_TEAM.format(seen=seen.sql), {**seen.values, "limit": TEAM_MAX + 1})
    people, moves = people_with_moves(today(who), team)
    if len(people) > TEAM_MAX:
        return None
    now = timezone.now()
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    span = {"people": people, "begin": begin, "end": begin + timedelta(days=1), **_defaults(who, "in_window")}
    moved = {"moved": [shift for shift, *_rest in moves], "holders": [holder for _shift, _rostered, holder, _swap in moves]}
    return _of_today([Today(*row) for row in rows_of(_TODAY, {**span, **moved})], now, Month.of(who.day))


def _of_today(duties: list[Today], now: datetime, month: Month) -> Content:
    late, missing = [one for one in duties if one.late()], [one for one in duties if one.missing(now)]
    figures = [
        Figure(_("On duty now"), sum(one.on_duty(now) for one in duties)),
        Figure(_("Shifts today"), len(duties)),
        Figure(_("Late"), len(late), tone="warn" if late else ""),
        Figure(_("Not signed in"), len(missing), tone="bad" if missing else ""),
    ]
    lines = [
        Line(f"{one.number} {one.name}", word, formats.span(one.start, one.end), _person_url(month, one.number), tone)
        for word, tone, found in ((_("not signed in"), "bad", missing), (_("late"), "warn", late))
        for one in found
    ]
    return Content(figures=figures if duties else [], lines=lines[:SHOWN], empty=_("Nobody of your team has a shift today."))


def _close(who: Standing) -> Content:
    lines = []
    for day, kinds, as_of in rows_of(_PREPARED):
        month, missing = Month.of(day), sum(json.loads(kinds).values())
        text = _("As of %(when)s") % {"when": formats.moment(as_of)}
        lines.append(
            Line(formats.month(month), text, missing, reverse("points-close", kwargs={"month": month}), "warn" if missing else "ok")
        )
    more = reverse("points-close", kwargs={"month": Month.of(who.day) - 1})
    return Content(lines=lines, more=more, empty=_("Months are prepared every night."))


def _tone(action: str) -> str:
    return {"none": "", "warning": "warn"}.get(action, "bad")


def _month_url(month: Month) -> str:
    return reverse("points-month", kwargs={"month": month})


def _person_url(month: Month, number: str) -> str:
    return reverse("points-person", kwargs={"month": month, "number": number})


TILES = (
    Tile("team-today", gettext_lazy("Team today"), 15, lambda who: who.grade in LEADERS, _today),
    Tile("points", gettext_lazy("My points"), 30, lambda who: who.employed, _own),
    Tile("team-points", gettext_lazy("Points of the team"), 35, lambda who: who.grade in (*LEADERS, Grade.MANAGER), _near),
    Tile("close", gettext_lazy("To look at before the close"), 55, lambda who: may(who, "points.close"), _close),
)
