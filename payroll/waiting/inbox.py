"""Adjustments, nominations, rewards and questions that wait for somebody (docs/rulebook.md P8, P9, P17), for the inbox.

What waits is listed by payroll.waiting.selectors; here it is counted and decided, each through its own service. None of it is
handed over while somebody is away (no permissions are named): it waits for others of the same right anyway, or for one person alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from csd.access.permissions import may
from csd.database.rows import Query
from csd.errors import Refused
from csd.inbox.registry import Decision, InboxKind, Item, Option, nothing_waits
from csd.models import Matters, Role
from csd.organisation.standing import Standing
from payroll.adjustments.selectors import adjustment_with_id
from payroll.adjustments.services import approve_adjustment, withdraw_adjustment
from payroll.proposals.selectors import proposal_with_id, waiting_for
from payroll.proposals.services import decide as decide_proposal
from payroll.talk.selectors import OPEN_QUESTIONS
from payroll.waiting.selectors import ADJUSTMENTS_OPEN, Waiting, adjustments_waiting, proposals_waiting, questions_waiting

AGREE, REFUSE = "agree", "refuse"
_BOTH = (Option(AGREE, gettext_lazy("Agree")), Option(REFUSE, gettext_lazy("Refuse"), needs_reason=True))
_ALL = 1_000_000


def _items(found: list[Waiting], limit: int, options: tuple[Option, ...]) -> list[Item]:
    return [
        Item(
            waiting.key.rpartition("-")[2],
            waiting.title,
            waiting.asked_by,
            waiting.since,
            waiting.changes,
            options,
            waiting.url,
            look=waiting.look,
        )
        for waiting in found[:limit]
    ]


def _agrees(decision: Decision) -> bool:
    if decision.value not in (AGREE, REFUSE):
        raise nothing_waits()
    return decision.value == AGREE


def _found(read: Callable[[int], Any], decision: Decision) -> Any:
    found = read(decision.row_id)
    if found is None:
        raise nothing_waits()
    return found


def _count_adjustments(who: Standing) -> Query | None:
    sql = f"SELECT count(*) FROM payroll_adjustment a WHERE {ADJUSTMENTS_OPEN}"
    return Query(sql, {"me": who.employee.pk}) if may(who, "adjustment.approve") else None


def _decide_adjustment(decision: Decision) -> str:
    adjustment, actor = _found(adjustment_with_id, decision), decision.who.employee
    if _agrees(decision):
        approve_adjustment(adjustment=adjustment, actor=actor)
        return _("The adjustment is approved; it is paid when its month is computed.")
    withdraw_adjustment(adjustment=adjustment, actor=actor, reason=decision.reason)
    return _("The adjustment is refused and will not be paid.")


def _count_proposals(who: Standing) -> Query | None:
    waiting = waiting_for(who)
    return Query(f"SELECT count(*) FROM payroll_proposal p WHERE {waiting.sql}", waiting.values) if waiting else None


def _decide_proposal(decision: Decision) -> str:
    proposal, agrees = _found(proposal_with_id, decision), _agrees(decision)
    decide_proposal(proposal=proposal, actor=decision.who.employee, agrees=agrees, reason=decision.reason)
    return _("You agreed.") if agrees else _("It is refused.")


def _count_questions(who: Standing) -> Query:
    values = {"me": who.employee.pk, "finance": who.has(Role.FINANCE), "shown": _ALL}
    return Query(f"SELECT count(*) FROM ({OPEN_QUESTIONS}) questions", values)


def _answer(decision: Decision) -> str:
    raise Refused("answered_in_place", gettext_noop("A question is answered where it stands."))


ADJUSTMENTS = InboxKind(
    "adjustments",
    gettext_lazy("Adjustments"),
    Matters.OFFICE,
    (),
    lambda who, limit: _items(adjustments_waiting(who), limit, _BOTH),
    _count_adjustments,
    _decide_adjustment,
    ("adjustment.approve",),
)
NOMINEES = InboxKind(
    "nominees",
    gettext_lazy("Nominations and rewards"),
    Matters.OFFICE,
    (),
    lambda who, limit: _items(proposals_waiting(who), limit, _BOTH),
    _count_proposals,
    _decide_proposal,
    ("special.approve", "nomination.confirm"),
)
QUESTIONS = InboxKind(
    "questions",
    gettext_lazy("Questions"),
    Matters.OFFICE,
    (),
    lambda who, limit: _items(questions_waiting(who), limit, ()),
    _count_questions,
    _answer,
)
KINDS = (ADJUSTMENTS, NOMINEES, QUESTIONS)
