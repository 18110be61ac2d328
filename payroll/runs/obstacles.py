"""What stands in the way of a step of a run's life (docs/rulebook.md P16, P17): asked before it is taken and by the page offering it.

Each function takes the run as it is and who would act, and raises Refused with the sentence that person reads. Rights alone are
`csd.access.permissions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.access.acting import concerns, refuse_interest
from csd.errors import Refused
from csd.models import Attempt, AttemptState, Employee
from csd.months import Month
from payroll.runs import readiness
from payroll.runs.models import Run, RunState
from payroll.runs.selectors import EARLIER_SLIPS, inputs_since, negative_nets, open_exceptions

NAMED = 10
OWN_WORK = ("own_work", _("%(person)s computed this run, so somebody else reviews and approves it."))


def check_start(run: Run, actor: Employee) -> None:
    """Computing, or computing again: not an approved month, and only a month that can be closed."""
    if run.state in (RunState.APPROVED, RunState.PAID):
        raise Refused(
            "approved",
            _("The pay run of %(month)s is approved and never changes; correct it by an adjustment in a later month."),
            month=str(run.month),
        )
    readiness.require_ready(run.month)


def check_review(run: Run, actor: Employee) -> None:
    """By somebody who did not compute it."""
    _require_state(run, RunState.COMPUTED)
    _refuse_own_work(run, actor)
    refuse_running(run.month)


def check_approve(run: Run, actor: Employee) -> None:
    """By somebody who did not compute it, with every exception dealt with and every input used; negative nets apart."""
    _require_state(run, RunState.COMPUTED, RunState.REVIEWED)
    _refuse_own_work(run, actor)
    refuse_running(run.month, or_earlier=True)
    attempt = attempt_of(run)
    _refuse_open_exceptions(attempt)
    _refuse_newer_inputs(attempt)


def check_pay(run: Run, actor: Employee) -> None:
    """After approval, once."""
    _require_state(run, RunState.APPROVED)


def check_leave_out(run: Run, actor: Employee) -> None:
    """Before approval, and not while an attempt is under way that would forget it."""
    _require_state(run, RunState.COMPUTED, RunState.REVIEWED)
    refuse_running(run.month)


Check = Callable[[Run, Employee], None]
CHECKS: Mapping[str, Check] = MappingProxyType(
    {"start": check_start, "review": check_review, "approve": check_approve, "pay": check_pay, "leave-out": check_leave_out}
)


def reason_against(step: str, run: Run, actor: Employee) -> str:
    """Why a step cannot be taken now, as a sentence; empty when nothing stands in its way."""
    try:
        CHECKS[step](run, actor)
    except Refused as refusal:
        return str(refusal)
    return ""


def refuse_unseen(run: Run, revision: int | None) -> None:
    """Refuse somebody who decides on a page from before the run went on; None is a caller who looks at no page."""
    if revision is not None and revision != run.revision:
        raise Refused(
            "stale",
            _(
                "Nothing was changed: since this page was opened the pay run of %(month)s has gone on and is now “%(state)s”. "
                "Look at it again before you decide."
            ),
            month=str(run.month),
            state=run.get_state_display(),
        )


def refuse_unaccepted_negative(attempt: Attempt, reason: str) -> list[Employee]:
    """P16: nets below zero need a reason; returns whose they are."""
    negative = negative_nets(attempt)
    if negative and not reason:
        raise Refused(
            "negative_net",
            _("%(count)d net amounts are below zero (%(people)s): approve with a reason to accept them."),
            count=len(negative),
            people=", ".join(str(person) for person in negative[:NAMED]),
        )
    return negative


def refuse_running(month: Month, *, or_earlier: bool = False) -> None:
    """Not while an attempt is under way; nor one of an earlier month, whose results this one would go on from."""
    months = {"month__lte": month} if or_earlier else {"month": month}
    running = Attempt.objects.filter(**months, state=AttemptState.RUNNING).order_by("month").first()
    if running is not None:
        raise Refused("running", _("%(month)s is being computed right now; wait for the end or cancel it."), month=str(running.month))


def attempt_of(run: Run) -> Attempt:
    """The attempt a run stands on."""
    if run.attempt is None:
        raise Refused("not_computed", _("The pay run of %(month)s has not been computed."), month=str(run.month))
    return run.attempt


def _require_state(run: Run, *states: RunState) -> None:
    if run.state not in states:
        raise Refused(
            "wrong_state",
            _("The pay run of %(month)s is “%(state)s”; this needs it to be “%(wanted)s”."),
            month=str(run.month),
            state=run.get_state_display(),
            wanted=" / ".join(str(state.label) for state in states),
        )


def _refuse_own_work(run: Run, actor: Employee) -> None:
    refuse_interest(actor, concerns(run.computed_by_id, OWN_WORK))


def _refuse_open_exceptions(attempt: Attempt) -> None:
    count, first = open_exceptions(attempt, NAMED)
    if count:
        people = ", ".join(str(e.employee) for e in first)
        raise Refused(
            "open_exceptions",
            _(
                "Approval waits for exceptions (%(count)d: %(people)s): correct the cause and compute again, or leave the person out "
                "with a reason."
            ),
            count=count,
            people=people,
        )


def _refuse_newer_inputs(attempt: Attempt) -> None:
    newer = inputs_since(attempt)
    if newer:
        raise Refused(
            "newer_inputs",
            _("Rows of %(month)s came after it was computed (%(what)s): compute it again."),
            month=str(attempt.month),
            what=", ".join(f"{name}: {count}" for name, count in named(newer).items()),
        )


def named(tables: Mapping[str, int]) -> dict[str, int]:
    """Counts by table as counts by what people call its rows."""
    called = {model._meta.db_table: str(model._meta.verbose_name_plural) for model in apps.get_models()}
    called[EARLIER_SLIPS] = gettext("payslips of earlier months")
    return {called[table]: count for table, count in tables.items()}
