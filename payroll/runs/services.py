"""The life of a month's run (RULES.md P17): start, cancel, review, approve, pay, leave somebody out.

Every function takes who acts, checks the right on today's standing, locks the month's row, and records an event in the same
transaction. What the database refuses anyway is refused here first with a sentence.
"""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.errors import NotAllowed, Refused
from csd.models import Attempt, AttemptState, Employee, MonthLock
from csd.months import Month
from csd.permissions import require
from csd.selectors.people import Standing, standing_of
from csd.work.services import cancel_attempt, lock_month, start_attempt
from payroll.runs import readiness
from payroll.runs.models import Run, RunEvent, RunException, RunState
from payroll.runs.selectors import inputs_since, negative_nets, open_exceptions
from payroll.runs.tasks import wake_workers

Event = RunEvent.Kind


def standing_today(actor: Employee) -> Standing:
    """The standing of whoever acts, today in Shanghai."""
    return standing_of(actor, timezone.localdate())


@transaction.atomic
def start_run(*, month: Month, actor: Employee, wake: bool = True) -> Attempt:
    """Start computing a month, or join the attempt that is under way. Refused for an approved month and by `readiness`."""
    require(standing_today(actor), "run.prepare")
    lock_month(month)
    run, _created = Run.objects.get_or_create(month=month)
    running = Attempt.objects.filter(month=month, state=AttemptState.RUNNING).first()
    if running is None:
        _refuse_states(run, (RunState.APPROVED, RunState.PAID))
        readiness.require_ready(month)
        running = start_attempt(month=month, actor=actor)
        _record(run, Event.STARTED, actor, running)
    if wake:
        transaction.on_commit(lambda: wake_workers(running.pk))
    return running


@transaction.atomic
def cancel_run(*, month: Month, actor: Employee) -> bool:
    """Cancel the attempt under way: what it wrote goes, the attempt before it stays as it was. False when none is running."""
    require(standing_today(actor), "run.prepare")
    run = _locked(month)
    running = Attempt.objects.filter(month=month, state=AttemptState.RUNNING).first()
    if running is None or not cancel_attempt(attempt=running):
        return False
    _record(run, Event.CANCELLED, actor, running)
    return True


@transaction.atomic
def review_run(*, month: Month, actor: Employee) -> Run:
    """computed → reviewed, by somebody of finance who did not compute it."""
    require(standing_today(actor), "run.review")
    run = _locked(month)
    _require_state(run, (RunState.COMPUTED,))
    _refuse_own_work(run, actor)
    _refuse_running(month)
    return _advance(run, RunState.REVIEWED, Event.REVIEWED, actor)


@transaction.atomic
def approve_run(*, month: Month, actor: Employee, accept_negative: str = "") -> Run:
    """computed or reviewed → approved; from then on the database refuses any change of it.

    Refused for who computed it, with open exceptions, with inputs that came after it was computed, and with negative nets
    unless they are accepted with a reason (P16). Approving a computed run reviews it too, in one recorded step.
    """
    require(standing_today(actor), "run.approve")
    run = _locked(month)
    _require_state(run, (RunState.COMPUTED, RunState.REVIEWED))
    _refuse_own_work(run, actor)
    _refuse_running(month)
    attempt = _attempt_of(run)
    _refuse_open_exceptions(attempt)
    _refuse_newer_inputs(attempt)
    negative = negative_nets(attempt)
    if negative and not accept_negative.strip():
        people = ", ".join(str(person) for person in negative[:10])
        raise Refused(
            "negative_net",
            _("%(count)d net amounts are below zero (%(people)s): approve with a reason to accept them."),
            count=len(negative),
            people=people,
        )
    Attempt.objects.filter(pk=attempt.pk).update(sealed=True)
    MonthLock.objects.filter(month=month).update(approved=True)
    reviewed_too = run.state == RunState.COMPUTED
    detail = {"reviewed_too": reviewed_too, "negative": [person.employee_no for person in negative]}
    return _advance(run, RunState.APPROVED, Event.APPROVED, actor, reason=accept_negative.strip(), detail=detail)


@transaction.atomic
def pay_run(*, month: Month, actor: Employee) -> Run:
    """approved → paid."""
    require(standing_today(actor), "run.pay")
    run = _locked(month)
    _require_state(run, (RunState.APPROVED,))
    return _advance(run, RunState.PAID, Event.PAID, actor)


@transaction.atomic
def leave_out(*, exception: RunException, actor: Employee, reason: str) -> RunException:
    """Let approval go on without a person who cannot be computed, for a recorded reason."""
    require(standing_today(actor), "run.review")
    if not reason.strip():
        raise Refused("reason_needed", _("Say why this person is left out."))
    attempt = Attempt.objects.get(pk=exception.attempt_id)
    run = _locked(attempt.month)
    _require_state(run, (RunState.COMPUTED, RunState.REVIEWED))
    RunException.objects.filter(pk=exception.pk).update(left_out_by=actor, left_out_reason=reason.strip())
    detail = {"code": exception.code, "employee": exception.employee_id}
    RunEvent.objects.create(run=run, kind=Event.LEFT_OUT, actor=actor, attempt_number=attempt.number, reason=reason.strip(), detail=detail)
    exception.refresh_from_db()
    return exception


def _locked(month: Month) -> Run:
    lock_month(month)
    run = Run.objects.select_for_update().filter(month=month).first()
    if run is None:
        raise Refused("no_run", _("There is no pay run of %(month)s yet."), month=str(month))
    return run


def _attempt_of(run: Run) -> Attempt:
    if run.attempt is None:
        raise Refused("not_computed", _("The pay run of %(month)s has not been computed."), month=str(run.month))
    return run.attempt


def _require_state(run: Run, states: tuple[RunState, ...]) -> None:
    if run.state not in states:
        raise Refused(
            "wrong_state",
            _("The pay run of %(month)s is “%(state)s”; this needs it to be “%(wanted)s”."),
            month=str(run.month),
            state=run.get_state_display(),
            wanted=" / ".join(str(state.label) for state in states),
        )


def _refuse_states(run: Run, states: tuple[RunState, ...]) -> None:
    if run.state in states:
        raise Refused(
            "approved",
            _("The pay run of %(month)s is approved and never changes; correct it by an adjustment in a later month."),
            month=str(run.month),
        )


def _refuse_own_work(run: Run, actor: Employee) -> None:
    if run.computed_by_id == actor.pk:
        raise NotAllowed("own_work", _("%(person)s computed this run, so somebody else reviews and approves it."), person=str(actor))


def _refuse_running(month: Month) -> None:
    if Attempt.objects.filter(month=month, state=AttemptState.RUNNING).exists():
        raise Refused("running", _("%(month)s is being computed right now; wait for the end or cancel it."), month=str(month))


def _refuse_open_exceptions(attempt: Attempt) -> None:
    found = open_exceptions(attempt)
    if found:
        people = ", ".join(f"{e.employee} ({e.code})" for e in found[:10])
        raise Refused(
            "open_exceptions",
            _(
                "%(count)d exceptions hold approval (%(people)s): correct the cause and compute again, or leave the person out with a reason."
            ),
            count=len(found),
            people=people,
        )


def _refuse_newer_inputs(attempt: Attempt) -> None:
    newer = inputs_since(attempt)
    if newer:
        called = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
        what = ", ".join(f"{called[table]}: {count}" for table, count in newer.items())
        raise Refused(
            "newer_inputs",
            _("Rows of %(month)s came after it was computed (%(what)s): compute it again."),
            month=str(attempt.month),
            what=what,
        )


def _advance(
    run: Run, state: RunState, kind: RunEvent.Kind, actor: Employee, reason: str = "", detail: dict[str, object] | None = None
) -> Run:
    Run.objects.filter(pk=run.pk).update(state=state, revision=F("revision") + 1)
    run.refresh_from_db()
    RunEvent.objects.create(run=run, kind=kind, actor=actor, attempt_number=_attempt_of(run).number, reason=reason, detail=detail or {})
    return run


def _record(run: Run, kind: RunEvent.Kind, actor: Employee, attempt: Attempt) -> None:
    RunEvent.objects.create(run=run, kind=kind, actor=actor, attempt_number=attempt.number)
