"""Pay runs that wait to be reviewed, approved or paid (docs/rulebook.md P16, P17), for the inbox.

Nobody is asked to decide on what they computed themselves. The revision of the run is in the key: a decision taken on an old page
is refused by the service.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from csd import formats
from csd.access.permissions import may
from csd.database.rows import Query, rows_of
from csd.errors import Refused
from csd.formats import Words
from csd.inbox.registry import Decision, InboxKind, Item, Option, nothing_waits
from csd.models import Matters
from csd.months import Month
from csd.organisation.standing import Standing
from payroll.runs import services
from payroll.runs.models import Run, RunState

# which permission decides on a run in which state
_DECIDES = {"run.review": (RunState.COMPUTED,), "run.approve": (RunState.COMPUTED, RunState.REVIEWED), "run.pay": (RunState.APPROVED,)}
_WAITS = """
    FROM payroll_run r WHERE r.state = ANY(%(runs_states)s) AND (r.state = 'approved' OR r.computed_by_id IS DISTINCT FROM %(runs_me)s)
    AND NOT EXISTS (SELECT 1 FROM csd_attempt t WHERE t.month = r.month AND t.state = 'running')
"""
_COUNT = f"SELECT count(*) {_WAITS}"
_LIST = f"""
    WITH waits AS (SELECT r.* {_WAITS})
    SELECT w.month, w.state, w.revision, s.at, p.name, c.detail,
           (SELECT count(*) FROM payroll_runexception x WHERE x.attempt_id = w.attempt_id AND x.blocking AND x.left_out_by_id IS NULL)
    FROM waits w
    LEFT JOIN LATERAL (SELECT at, actor_id FROM payroll_runevent v WHERE v.run_id = w.id AND v.kind = w.state ORDER BY v.id DESC LIMIT 1) s ON true
    LEFT JOIN LATERAL (SELECT detail FROM payroll_runevent v WHERE v.run_id = w.id AND v.kind = 'computed' ORDER BY v.id DESC LIMIT 1) c ON true
    LEFT JOIN csd_employee p ON p.id = CASE WHEN w.state = 'computed' THEN w.computed_by_id ELSE s.actor_id END
    ORDER BY s.at, w.month LIMIT %(limit)s
"""  # noqa: E501
_TITLES: Mapping[str, Words] = {
    RunState.COMPUTED: gettext_lazy("Pay run %(month)s: review and approve"),
    RunState.REVIEWED: gettext_lazy("Pay run %(month)s: approve"),
    RunState.APPROVED: gettext_lazy("Pay run %(month)s: pay"),
}


class _Waiting(NamedTuple):
    """A run that waits: `detail` are the sums its computing was recorded with, `blocking` its open exceptions."""

    month: Month
    state: str
    revision: int
    since: datetime | None
    asked_by: str
    detail: Mapping[str, Any]
    blocking: int


def _values(who: Standing) -> dict[str, Any]:
    states = {str(state.value) for permission, states in _DECIDES.items() if may(who, permission) for state in states}
    return {"runs_states": sorted(states), "runs_me": who.employee.pk}


def _count(who: Standing) -> Query | None:
    values = _values(who)
    return Query(_COUNT, values) if values["runs_states"] else None


def _waiting(who: Standing, limit: int) -> list[Item]:
    values = _values(who)
    rows = rows_of(_LIST, {**values, "limit": limit}) if values["runs_states"] else []
    return [
        _item(who, _Waiting(Month.of(month), state, revision, since, name or "", json.loads(detail or "{}"), blocking))
        for month, state, revision, since, name, detail, blocking in rows
    ]


def _item(who: Standing, run: _Waiting) -> Item:
    return Item(
        key=f"{run.month}.{run.revision}",
        title=str(_TITLES[run.state]) % {"month": formats.month(run.month)},
        asked_by=run.asked_by,
        since=run.since,
        changes=_changes(who, run),
        options=_options(who, run),
        url=reverse("pay-run", kwargs={"month": run.month}),
        note=gettext_lazy("Approval waits until each exception is corrected or left out.") if run.blocking else "",
    )


def _changes(who: Standing, run: _Waiting) -> list[tuple[Words, str]]:
    found: list[tuple[Words, str]] = [(gettext_lazy("Payslips"), formats.number(run.detail.get("slips", 0)))]
    if may(who, "pay.see"):
        found.append((gettext_lazy("Net"), formats.money(Decimal(run.detail.get("net", "0")))))
        found.append((gettext_lazy("Net below zero"), formats.number(run.detail.get("negative", 0))))
    return [*found, (gettext_lazy("Open exceptions"), formats.number(run.blocking))]


def _options(who: Standing, run: _Waiting) -> list[Option]:
    options = []
    if run.state in _DECIDES["run.approve"] and may(who, "run.approve") and not run.blocking:
        options.append(Option("approve", gettext_lazy("Approve"), needs_reason=bool(run.detail.get("negative"))))
    if run.state in _DECIDES["run.review"] and may(who, "run.review"):
        options.append(Option("review", gettext_lazy("Mark as reviewed")))
    if run.state in _DECIDES["run.pay"] and may(who, "run.pay"):
        options.append(Option("pay", gettext_lazy("Mark as paid")))
    return options


def _approve(*, reason: str, **given: Any) -> Run:
    return services.approve_run(accept_negative=reason, **given)


def _review(*, reason: str, **given: Any) -> Run:
    return services.review_run(**given)


def _pay(*, reason: str, **given: Any) -> Run:
    return services.pay_run(**given)


_ACTS: Mapping[str, tuple[Callable[..., Run], str]] = {
    "approve": (_approve, gettext_noop("%(month)s is approved. Everybody now sees their own payslip.")),
    "review": (_review, gettext_noop("%(month)s is reviewed.")),
    "pay": (_pay, gettext_noop("%(month)s is marked as paid.")),
}


def _decide(decision: Decision) -> str:
    month, revision = _read(decision.key)
    if decision.value not in _ACTS:
        raise Refused("no_such_decision", gettext_noop("A pay run cannot be decided like that."))
    act, done = _ACTS[decision.value]
    act(month=month, actor=decision.who.employee, revision=revision, deputy_for=decision.deputy_for, reason=decision.reason)
    return _(done) % {"month": formats.month(month)}


def _read(key: str) -> tuple[Month, int]:
    month, _dot, revision = key.partition(".")
    try:
        return Month.parse(month), int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else -1
    except ValueError as error:
        raise nothing_waits() from error


PAY_RUNS = InboxKind("pay-runs", gettext_lazy("Pay runs"), Matters.OFFICE, tuple(_DECIDES), _waiting, _count, _decide)
