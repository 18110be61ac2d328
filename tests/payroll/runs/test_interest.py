"""Nobody decides what pays, frees or scores themselves (docs/rulebook.md O4): each such act is refused, and done without the guard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from csd.access.acting import Interest
from csd.errors import NotAllowed
from csd.models import Attempt, Terms
from csd.people.services.terms import TERMS_FIELDS, add_terms
from payroll.adjustments.models import Adjustment
from payroll.adjustments.services import approve_adjustment, withdraw_adjustment
from payroll.proposals.services import decide, propose_special
from payroll.receivables import selectors as owed
from payroll.receivables.services import settle_receivable
from payroll.runs.models import Run, RunException
from payroll.runs.services import leave_out
from payroll.sales.models import Campaign
from payroll.sales.services import SaleLine, enter_campaign, enter_sale, set_status
from tests.payroll.cast import AUGUST, JULY, JUNE, NOW, who

Act = Callable[[], object]


def adjustment(of: str, *, approved: bool = False, by: str = "FANG") -> Adjustment:
    """What Fang proposed of somebody's pay; approved by Ao before she became an auditor."""
    about: dict[str, Any] = {"month": AUGUST, "employee": who(of), "corrects": JUNE, "line": "base", "amount": Decimal(-1), "reason": "r"}
    if approved:
        about |= {"approved_by": who("AO"), "approved_at": NOW}
    return Adjustment.objects.create(**about, proposed_by=who(by))


def special_of_the_general_manager() -> object:
    proposed = propose_special(month=JULY, employee=who("GAO"), amount=Decimal(9), reason="r", key="k", actor=who("MANAGER"))
    return decide(proposal=proposed, actor=who("GAO"), agrees=True)


def left_out(number: str) -> object:
    attempt = Run.objects.get(month=JULY).attempt
    found = RunException.objects.create(attempt=attempt, employee=who(number), code="rule_failed", blocking=True)
    return leave_out(exception=found, actor=who(number), reason="r")


def settled(number: str) -> object:
    given = {"amount": Decimal(1), "settled_on": date(2026, 8, 9), "note": "cash", "key": "k"}
    return settle_receivable(month=JUNE, employee=who(number), actor=who(number), **given)


def completed(number: str) -> object:
    line = SaleLine("N1", date(2026, 8, 9), Decimal(100), Decimal(1))
    return set_status(
        sale=enter_sale(agent=who(number), line=line, key="k", actor=who(number)), was="pending", to="completed", actor=who(number)
    )


def raised(number: str) -> object:
    held = Terms.objects.filter(employee__employee_no=number).latest("effective_from")
    values = {name: getattr(held, name) for name in TERMS_FIELDS}
    return add_terms(employee=who(number), values={**values, "effective_from": date(2026, 9, 1), "weight": 7}, actor=who(number))


def campaign(number: str) -> Campaign:
    return enter_campaign(code="OWN", month=AUGUST, owner=who(number), budget=Decimal(1), actor=who(number))


ACTS: dict[str, tuple[Act, str, str]] = {
    "finance approves more pay for herself": (
        lambda: approve_adjustment(adjustment=adjustment("FU"), actor=who("FU")),
        "own_adjustment",
        "another of finance, or the general manager",
    ),
    "the general manager approves more pay for himself": (
        lambda: approve_adjustment(adjustment=adjustment("GAO"), actor=who("GAO")),
        "own_adjustment",
        "another of finance",
    ),
    "finance withdraws what was approved against herself": (
        lambda: withdraw_adjustment(adjustment=adjustment("FU", approved=True), actor=who("FU"), reason="r"),
        "own_adjustment",
        "another of finance, or the general manager",
    ),
    "finance withdraws what another proposed against herself": (
        lambda: withdraw_adjustment(adjustment=adjustment("FU"), actor=who("FU"), reason="r"),
        "own_adjustment",
        "somebody else withdraws it",
    ),
    "the general manager approves a reward for himself": (special_of_the_general_manager, "own_proposal", "another general manager"),
    "finance settles what she owes herself": (lambda: settled("FU"), "own_receivable", "somebody else records"),
    "finance leaves herself out": (lambda: left_out("FU"), "own_exception", "another of finance"),
    "a foreman completes a sale of her own": (lambda: completed("FOREMAN"), "own_sale", "settled by somebody else"),
    "finance sets the budget she is measured by": (lambda: campaign("FANG"), "own_campaign", "entered by somebody else"),
    "HR raises herself": (lambda: raised("MEI"), "own_record", "Ask a colleague"),
}


@pytest.fixture(autouse=True)
def _on_the_day(closed: tuple[Attempt, Attempt], as_the_application: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    # a net below zero is hard to come by: what reads it is told that FU owes 50.00
    monkeypatch.setattr(owed, "_RECEIVABLES", owed._RECEIVABLES.replace("-s.net", "50.00").replace("s.net < 0", "e.employee_no = 'FU'"))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("act", ACTS)
def test_o4_nobody_decides_what_pays_frees_or_scores_themselves(act: str) -> None:
    take, code, said = ACTS[act]
    with pytest.raises(NotAllowed) as refusal:
        take()
    assert refusal.value.code == code
    assert said in str(refusal.value)


@pytest.mark.parametrize("act", ACTS)
def test_it_is_the_guard_that_refuses_it(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Interest, "is_of", lambda interest, actor: False)
    ACTS[act][0]()


def test_p17_what_one_asked_for_oneself_and_nobody_agreed_to_one_takes_back() -> None:
    assert withdraw_adjustment(adjustment=adjustment("FU", by="FU"), actor=who("FU"), reason="r").withdrawn_by == who("FU")
    with pytest.raises(NotAllowed, match="own pay"):
        withdraw_adjustment(adjustment=adjustment("FU", by="FU", approved=True), actor=who("FU"), reason="r")
