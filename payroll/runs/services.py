"""The life of a month's run (docs/rulebook.md P17): start, cancel, review, approve, pay, leave somebody out.

Adjustments, which correct an approved month in a later one, are in `payroll.adjustments.services`.

Every function takes who acts, checks the right on today's standing, locks the month's row, and records an event in the same
transaction. What the database refuses anyway is refused here first with a sentence (payroll.runs.obstacles). `revision` is that of the
page somebody decided on: a run that has gone on since is not touched. `deputy_for` is whoever is away and handed the decision over: the
event names both, the right is that of whoever acts.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, concerns
from csd.errors import Refused
from csd.jobs.waking import wake as wake_workers
from csd.models import Attempt, AttemptState, Employee, MonthLock
from csd.months import Month
from csd.work.engine import ATTEMPTS
from csd.work.services import cancel_attempt, lock_month, start_attempt
from payroll.receivables.selectors import payment_of
from payroll.runs import obstacles
from payroll.runs.models import Run, RunEvent, RunException, RunState

Event = RunEvent.Kind
OWN_EXCEPTION = (
    "own_exception",
    _("This is %(person)s's own pay, so somebody else leaves them out: another of finance."),
)


@transaction.atomic
def start_run(*, month: Month, actor: Employee, wake: bool = True, revision: int | None = None) -> Attempt:
    """Start computing a month, or join the attempt that is under way. Refused for an approved month and by `readiness`."""
    with acting(actor, "run.prepare"):
        lock_month(month)
        run, _created = Run.objects.get_or_create(month=month)
        running = Attempt.objects.filter(month=month, state=AttemptState.RUNNING).first()
        if running is None:
            obstacles.refuse_unseen(run, revision)
            obstacles.check_start(run, actor)
            running = start_attempt(month=month, actor=actor)
            _record(run, Event.STARTED, actor, running)
        if wake:
            transaction.on_commit(lambda: wake_workers(ATTEMPTS, running.pk))
        return running


@transaction.atomic
def cancel_run(*, month: Month, actor: Employee, number: int | None = None) -> bool:
    """Cancel the attempt under way: what it wrote goes, the attempt before it stays as it was. False when none is running.

    With a `number` only the attempt of that number is meant, not one that somebody started since.
    """
    with acting(actor, "run.prepare"):
        run = _locked(month)
        running = Attempt.objects.filter(month=month, state=AttemptState.RUNNING).first()
        if running is None or number not in (None, running.number) or not cancel_attempt(attempt=running):
            return False
        _record(run, Event.CANCELLED, actor, running)
        return True


@transaction.atomic
def review_run(*, month: Month, actor: Employee, revision: int | None = None, deputy_for: Employee | None = None) -> Run:
    """computed → reviewed, by somebody in finance who did not compute it."""
    with acting(actor, "run.review"):
        run = _locked(month, revision)
        obstacles.check_review(run, actor)
        return _advance(run, RunState.REVIEWED, Event.REVIEWED, actor, detail=_for(deputy_for))


@transaction.atomic
def approve_run(
    *, month: Month, actor: Employee, accept_negative: str = "", revision: int | None = None, deputy_for: Employee | None = None
) -> Run:
    """computed or reviewed → approved; from then on the database refuses any change of it.

    Refused for whoever computed it, with open exceptions, with inputs that came after it was computed, and with negative nets
    unless they are accepted with a reason (P16). Approving a computed run reviews it too, in one recorded step.
    """
    with acting(actor, "run.approve"):
        # meanwhile nobody starts to recompute the month it goes on from
        lock_month(month - 1)
        run = _locked(month, revision)
        obstacles.check_approve(run, actor)
        attempt, reason = obstacles.attempt_of(run), accept_negative.strip()
        negative = obstacles.refuse_unaccepted_negative(attempt, reason)
        Attempt.objects.filter(pk=attempt.pk).update(sealed=True)
        MonthLock.objects.filter(month=month).update(approved=True)
        detail = {"reviewed_too": run.state == RunState.COMPUTED, "negative": [person.employee_no for person in negative]}
        detail |= _for(deputy_for)
        return _advance(run, RunState.APPROVED, Event.APPROVED, actor, reason=reason, detail=detail)


@transaction.atomic
def pay_run(*, month: Month, actor: Employee, revision: int | None = None, deputy_for: Employee | None = None) -> Run:
    """approved → paid. The event keeps how many and how much were paid, and the nets below zero that became receivables (P16)."""
    with acting(actor, "run.pay"):
        run = _locked(month, revision)
        obstacles.check_pay(run, actor)
        return _advance(run, RunState.PAID, Event.PAID, actor, detail=payment_of(obstacles.attempt_of(run)) | _for(deputy_for))


@transaction.atomic
def leave_out(*, exception: RunException, actor: Employee, reason: str) -> RunException:
    """Let approval go on without a person who cannot be computed, for a recorded reason."""
    with acting(actor, "run.review", about=concerns(exception.employee_id, OWN_EXCEPTION)):
        if not reason.strip():
            raise Refused("reason_needed", _("Say why this person is left out."))
        attempt = Attempt.objects.get(pk=exception.attempt_id)
        run = _locked(attempt.month)
        obstacles.check_leave_out(run, actor)
        if not RunException.objects.filter(pk=exception.pk, left_out_by=None).update(left_out_by=actor, left_out_reason=reason.strip()):
            raise Refused(
                "left_out_already", _("Nothing was changed: somebody has left this person out already, or computed the month again.")
            )
        Run.objects.filter(pk=run.pk).update(revision=F("revision") + 1)
        detail = {"code": exception.code, "employee": exception.employee_id}
        RunEvent.objects.create(
            run=run, kind=Event.LEFT_OUT, actor=actor, attempt_number=attempt.number, reason=reason.strip(), detail=detail
        )
        exception.refresh_from_db()
        return exception


def _locked(month: Month, revision: int | None = None) -> Run:
    lock_month(month)
    run = Run.objects.select_for_update().filter(month=month).first()
    if run is None:
        raise Refused("no_run", _("There is no pay run of %(month)s yet."), month=str(month))
    obstacles.refuse_unseen(run, revision)
    return run


def _advance(
    run: Run, state: RunState, kind: RunEvent.Kind, actor: Employee, reason: str = "", detail: dict[str, object] | None = None
) -> Run:
    Run.objects.filter(pk=run.pk).update(state=state, revision=F("revision") + 1)
    run.refresh_from_db()
    RunEvent.objects.create(
        run=run, kind=kind, actor=actor, attempt_number=obstacles.attempt_of(run).number, reason=reason, detail=detail or {}
    )
    return run


def _for(away: Employee | None) -> dict[str, object]:
    return {"deputy_for": str(away)} if away else {}


def _record(run: Run, kind: RunEvent.Kind, actor: Employee, attempt: Attempt) -> None:
    RunEvent.objects.create(run=run, kind=kind, actor=actor, attempt_number=attempt.number)
