"""Who may take which step of a run, prepare adjustments, confirm a calendar (docs/rulebook.md O4, P17): all the cast × every step."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine

from csd.calendar.services import confirm_year
from csd.errors import NotAllowed, Refused
from csd.models import Attempt, Employee
from payroll.adjustments.models import Adjustment
from payroll.adjustments.services import approve_adjustment, propose_adjustment, withdraw_adjustment
from payroll.runs.models import Run, RunEvent, RunException
from payroll.runs.services import approve_run, cancel_run, leave_out, pay_run, review_run, start_run
from tests.payroll.cast import AUGUST, JULY, JUNE, NOW, who

Step = Callable[[Employee], object]
EVERYBODY = ("MEI", "FANG", "FU", "GAO", "AO", "ADA", "MANAGER", "FOREMAN", "OPS", "A1", "LEFT", "ENDED", "SOON")
FINANCE = {"FANG", "FU"}


def somebody_left_out(actor: Employee) -> object:
    """Leaves out a person who cannot be computed."""
    attempt = Run.objects.get(month=JULY).attempt
    exception = RunException.objects.create(attempt=attempt, employee=who("A1"), code="rule_failed", blocking=True)
    return leave_out(exception=exception, actor=actor, reason="r")


def proposal() -> Adjustment:
    """What Mei proposed before she moved from finance to HR."""
    return Adjustment.objects.create(
        month=AUGUST, employee=who("A1"), corrects=JUNE, line="base", amount=Decimal(1), reason="r", proposed_by=who("MEI")
    )


def proposed(actor: Employee) -> object:
    """Proposes an adjustment."""
    return propose_adjustment(month=AUGUST, employee=who("A1"), corrects=JUNE, line="base", amount=Decimal(1), reason="r", actor=actor)


STEPS: dict[str, tuple[Step, set[str]]] = {
    "start": (lambda actor: start_run(month=JULY, actor=actor, wake=False), {"MEI", *FINANCE}),
    "cancel": (lambda actor: cancel_run(month=JULY, actor=actor), {"MEI", *FINANCE}),
    "review": (lambda actor: review_run(month=JULY, actor=actor), FINANCE),
    "approve": (lambda actor: approve_run(month=JULY, actor=actor), {"GAO", *FINANCE}),
    "pay": (lambda actor: pay_run(month=JULY, actor=actor), FINANCE),
    "leave out": (somebody_left_out, FINANCE),
    "propose": (proposed, FINANCE),
    "approve what was proposed": (lambda actor: approve_adjustment(adjustment=proposal(), actor=actor), {"GAO", *FINANCE}),
    "withdraw": (lambda actor: withdraw_adjustment(adjustment=proposal(), actor=actor, reason="r"), {"GAO", *FINANCE}),
    "confirm a year": (lambda actor: confirm_year(year=2050, actor=actor), {"MEI", *FINANCE}),
}
# refused for another reason than the right: Mei computed it, and it is not approved yet
STOPPED_LATER = {"pay"}


@pytest.mark.parametrize("number", EVERYBODY)
@pytest.mark.parametrize("step", STEPS)
def test_o4_p17_a_step_is_taken_by_those_who_may_and_by_nobody_else(
    closed: tuple[Attempt, Attempt], as_the_application: None, step: str, number: str
) -> None:
    take, allowed = STEPS[step]
    actor, before = who(number), RunEvent.objects.count()
    with time_machine.travel(NOW, tick=False):
        if number in allowed and step not in STOPPED_LATER:
            take(actor)
        elif number in allowed:
            assert code_of(take, actor) == "wrong_state"
        else:
            with pytest.raises(NotAllowed) as refusal:
                take(actor)
            assert refusal.value.code == "not_allowed"
            assert RunEvent.objects.count() == before


def code_of(take: Step, actor: Employee) -> str:
    """The code of a refusal, which is not about rights."""
    with pytest.raises(Refused) as refusal:
        take(actor)
    assert not isinstance(refusal.value, NotAllowed)
    return refusal.value.code


@pytest.mark.parametrize(("number", "day", "may"), [("LEFT", 9, True), ("ENDED", 9, True), ("SOON", 10, False), ("SOON", 11, True)])
def test_o4_a_role_holds_to_its_last_day_and_from_its_first(
    closed: tuple[Attempt, Attempt], as_the_application: None, number: str, day: int, may: bool
) -> None:
    with time_machine.travel(NOW.replace(day=day, hour=23, minute=59), tick=False):
        if may:
            assert review_run(month=JULY, actor=who(number)).state == "reviewed"
        else:
            with pytest.raises(NotAllowed):
                review_run(month=JULY, actor=who(number))


def test_o4_a_day_begins_in_shanghai(closed: tuple[Attempt, Attempt], as_the_application: None) -> None:
    # 16:30 of 10 August in UTC is half past midnight of the 11th in Shanghai
    with time_machine.travel(NOW.replace(day=11, hour=0, minute=30), tick=False):
        assert review_run(month=JULY, actor=who("SOON")).state == "reviewed"
