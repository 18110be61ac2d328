"""An approved month is corrected by an adjustment in a later one (docs/rulebook.md P17): proposed, approved, paid and explained."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from csd.database.rows import execute, rows_of
from csd.errors import NotAllowed, Refused
from payroll.adjustments.models import Adjustment
from payroll.adjustments.services import approve_adjustment, propose_adjustment, withdraw_adjustment
from payroll.computing.models import PayslipLine
from payroll.explanations.as_text import lines_of_slip
from payroll.exports.month import month_files
from payroll.recheck import check_month
from payroll.runs.models import RunException, RunState
from payroll.runs.services import approve_run
from tests.payroll.cast import AUGUST, JULY, JUNE, NOW, add_cast, approve, compute, load, who
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """The cast and one worker; June is approved. It is 10 August."""
    company = add_cast(Company(tmp_path)).person("W1", base_salary="3000", leave="2026-08-31").person("GONE", leave="2026-06-30")
    company.add("costs", month="2026-06", kind="other", amount="1")
    with time_machine.travel(NOW, tick=False):
        load(company)
        compute(JUNE)
        approve(JUNE)
        yield company


def propose(**other: Any) -> Adjustment:
    """Fang proposes that W1 gets 120.50 more in July for June's base."""
    usual = {
        "month": JULY,
        "employee": who("W1"),
        "corrects": JUNE,
        "line": "base",
        "amount": Decimal("120.50"),
        "reason": "raise forgotten",
    }
    return propose_adjustment(**{**usual, "actor": who("FANG"), **other})


def paid(month_attempt: Any) -> Decimal:
    """The adjustment line of W1."""
    found = PayslipLine.objects.filter(payslip__attempt=month_attempt, payslip__employee=who("W1"), name="adjustment").first()
    return found.amount if found else Decimal(0)


def code_of(step: Any, **given: Any) -> str:
    """The code of a refusal."""
    with pytest.raises(Refused) as refusal:
        step(**given)
    return refusal.value.code


def test_p17_an_adjustment_approved_by_another_is_paid_and_explained(company: Company) -> None:
    approve_adjustment(adjustment=propose(), actor=who("GAO"))
    attempt = compute()
    assert paid(attempt) == Decimal("120.50")
    explained = {entry.name: "\n".join(rows()) for entry, rows in lines_of_slip(attempt, "W1")}
    assert "2026-06  base  120.50  raise forgotten  FANG  GAO" in explained["adjustment"]
    assert list(check_month(attempt)) == []


def test_p17_what_is_taken_back_is_below_zero(company: Company) -> None:
    approve_adjustment(adjustment=propose(amount=Decimal("-20.00")), actor=who("GAO"))
    attempt = compute()
    assert paid(attempt) == Decimal("-20.00")
    assert "W1,3000.00,300.00,0.00,0.00,0.00,0.00,0.00,-20.00," in month_files(attempt)["payslips.csv"]


def test_p17_a_proposal_alone_is_not_paid(company: Company) -> None:
    propose()
    assert paid(compute()) == 0


def test_o4_nobody_approves_what_they_proposed(company: Company) -> None:
    proposal = propose()
    with pytest.raises(NotAllowed) as refusal:
        approve_adjustment(adjustment=proposal, actor=who("FANG"))
    assert refusal.value.code == "own_proposal"
    assert approve_adjustment(adjustment=proposal, actor=who("FU")).approved_by == who("FU")


def test_o4_the_database_refuses_one_who_approves_their_own_proposal(company: Company) -> None:
    proposal = propose()
    with pytest.raises(IntegrityError, match="adjustment_by_two"), transaction.atomic():
        execute("UPDATE payroll_adjustment SET approved_by_id = proposed_by_id, approved_at = now() WHERE id = %s", [proposal.pk])


WRONG = {
    "amount": {"amount": Decimal(0)},
    "amount ": {"amount": Decimal("1.005")},
    "amount  ": {"amount": Decimal("NaN")},
    "amount   ": {"amount": Decimal("1e12")},
    "reason_needed": {"reason": " "},
    "no_such_line": {"line": "wage"},
    "not_later": {"corrects": JULY},
    "not_approved": {"corrects": JUNE - 1},
    "not_approved ": {"corrects": JULY, "month": AUGUST},
}


@pytest.mark.parametrize(("code", "given"), WRONG.items())
def test_p17_only_an_approved_month_is_corrected_in_a_later_one_by_an_amount_with_a_reason(company: Company, code: str, given: Any) -> None:
    assert code_of(propose, **given) == code.strip()
    assert not Adjustment.objects.exists()


def test_p17_a_month_that_is_approved_itself_takes_no_adjustment(company: Company) -> None:
    proposal = propose()
    compute()
    approve(JULY)
    assert code_of(propose) == "approved"
    assert code_of(approve_adjustment, adjustment=proposal, actor=who("GAO")) == "approved"
    assert code_of(withdraw_adjustment, adjustment=proposal, actor=who("FANG"), reason="r") == "approved"
    assert propose(month=AUGUST, corrects=JULY).month == AUGUST


def test_p17_an_adjustment_approved_after_computing_holds_approval_until_it_is_computed(company: Company) -> None:
    proposal = propose()
    attempt = compute()
    with time_machine.travel(NOW.replace(hour=10), tick=False):
        approve_adjustment(adjustment=proposal, actor=who("GAO"))
        assert code_of(approve_run, month=JULY, actor=who("FU")) == "newer_inputs"
        assert list(check_month(attempt)) == []
        assert paid(compute()) == Decimal("120.50")
        assert approve_run(month=JULY, actor=who("FU")).state == RunState.APPROVED


def test_p17_a_withdrawn_adjustment_stays_on_record_and_is_not_paid(company: Company) -> None:
    proposal = approve_adjustment(adjustment=propose(), actor=who("GAO"))
    attempt = compute()
    with time_machine.travel(NOW.replace(hour=10), tick=False):
        withdraw_adjustment(adjustment=proposal, actor=who("FU"), reason=" paid in cash ")
        assert list(check_month(attempt)) == []
        assert code_of(approve_run, month=JULY, actor=who("FU")) == "newer_inputs"
        assert paid(compute()) == 0
    kept = Adjustment.objects.get()
    assert (kept.withdrawn_by, kept.withdrawn_reason, kept.approved_by) == (who("FU"), "paid in cash", who("GAO"))


def test_p17_what_was_decided_is_not_decided_again(company: Company) -> None:
    proposal = approve_adjustment(adjustment=propose(), actor=who("GAO"))
    assert code_of(approve_adjustment, adjustment=proposal, actor=who("FU")) == "approved_already"
    assert code_of(withdraw_adjustment, adjustment=proposal, actor=who("FU"), reason="") == "reason_needed"
    withdraw_adjustment(adjustment=proposal, actor=who("FU"), reason="r")
    assert code_of(approve_adjustment, adjustment=proposal, actor=who("FU")) == "withdrawn"
    assert code_of(withdraw_adjustment, adjustment=proposal, actor=who("FU"), reason="r") == "withdrawn"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payroll_adjustment SET amount = 9999",
        "UPDATE payroll_adjustment SET approved_by_id = NULL, approved_at = NULL",
        "DELETE FROM payroll_adjustment",
    ],
)
def test_p17_the_database_keeps_what_two_agreed_on(company: Company, change: str) -> None:
    approve_adjustment(adjustment=propose(), actor=who("GAO"))
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        execute(change)


def test_p17_before_it_is_approved_a_proposal_may_change_and_that_is_kept(company: Company) -> None:
    propose()
    assert execute("UPDATE payroll_adjustment SET amount = 99") == 1
    assert rows_of("SELECT pgh_label, amount FROM payroll_adjustmentevent") == [("update", Decimal("120.50"))]


def test_p17_an_adjustment_of_somebody_without_a_payslip_is_listed_and_not_paid(company: Company) -> None:
    approve_adjustment(adjustment=propose(employee=who("GONE")), actor=who("GAO"))
    attempt = compute()
    found = RunException.objects.get(attempt=attempt, code="adjustment_without_slip")
    assert (found.employee, found.blocking, found.detail["amount"]) == (who("GONE"), False, "120.50")
