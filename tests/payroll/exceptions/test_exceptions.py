"""One broken person stops nobody but themselves, is named with the cause, and holds approval (issue 7, point 6; P16, P17)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine

from attendance.points import steps
from csd.errors import Refused
from csd.models import Attempt, AttemptState
from payroll.computing.audit import audit
from payroll.computing.models import Payslip, Waterfall
from payroll.exports.month import month_files
from payroll.lines.rules import PAYSLIP, earnings
from payroll.receivables.selectors import receivables
from payroll.recheck import check_month
from payroll.runs.models import RunEvent, RunException, RunState
from payroll.runs.selectors import negative_nets, status_line
from payroll.runs.services import approve_run, leave_out, pay_run
from tests.payroll.cast import JULY, NOW, add_cast, compute, load, who
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db
AGENT = {"plan": "sales_percent"}
POOL = {"plan": "order_pool"}


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """The cast, two agents of a campaign and three of the order pool; not loaded yet. It is 10 August."""
    company = (
        add_cast(Company(tmp_path))
        .person("C1", "MK", plan="campaign_target")
        .add("campaigns", campaign="K", month="2026-07", owner_no="C1", budget="1")
    )
    for number, base in (("A1", "1001"), ("A2", "1002")):
        company.person(number, base_salary=base, **AGENT).sale(number, "2026-07-03", number, "40000", campaign="K")
    for number in ("L1", "L2", "L3"):
        company.person(number, "LO", **POOL)
    company.add("nominations", month="2026-07", pool="staff", employee_no="A2")
    with time_machine.travel(NOW, tick=False):
        yield company


def exceptions(attempt: Attempt) -> list[tuple[str, str, bool, str]]:
    """Code, person, whether it holds approval, and the cause, of every exception."""
    found = RunException.objects.filter(attempt=attempt).select_related("employee").order_by("employee__employee_no")
    return [(e.code, e.employee.employee_no, e.blocking, e.detail.get("error", "")) for e in found if e.employee]


def slips(attempt: Attempt) -> dict[str, str]:
    """Employee number → the row of payslips.csv."""
    return {line.split(",")[1]: line for line in month_files(attempt)["payslips.csv"].splitlines()[1:]}


def break_formula(monkeypatch: pytest.MonkeyPatch, name: str, when: Callable[..., bool]) -> None:
    """A rule that raises for whoever `when` says."""
    formula = PAYSLIP._editions[name][-1]

    def compute(*given: Any, **fixed: Any) -> Any:
        if when(*given):
            raise ZeroDivisionError("a rule that raises")
        return formula.compute(*given, **fixed)

    monkeypatch.setitem(PAYSLIP._editions, name, [dataclasses.replace(formula, compute=compute)])


def test_a_rule_that_raises_for_one_person_is_their_exception_and_the_others_stay_as_they_are(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(company)
    whole = slips(compute())
    break_formula(monkeypatch, "base", lambda base, *_rest: base == 1001)
    attempt = compute()
    assert exceptions(attempt) == [("rule_failed", "A1", True, "ZeroDivisionError: a rule that raises")]
    del whole["A1"]
    assert slips(attempt) == whole
    assert (attempt.state, audit(attempt)) == (AttemptState.DONE, [])
    assert not Payslip.objects.filter(attempt=attempt, provisional=True).exists()
    everything = RunException.objects.filter(attempt=attempt).count()  # two pools have no nominee
    assert (everything, status_line(JULY).rsplit(" ", 1)[1]) == (3, "3")


def test_approval_is_refused_naming_who_is_broken(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    load(company)
    break_formula(monkeypatch, "base", lambda base, *_rest: base in (1001, 1002))
    compute()
    with pytest.raises(Refused) as refusal:
        approve_run(month=JULY, actor=who("GAO"))
    assert refusal.value.code == "open_exceptions"
    assert "(2: A1 A1, A2 A2)" in str(refusal.value)


def test_of_many_who_are_broken_ten_are_named_and_all_are_counted(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    load(company)
    break_formula(monkeypatch, "base", lambda *_all: True)
    everybody = RunException.objects.filter(attempt=compute(), blocking=True).count()
    with pytest.raises(Refused) as refusal:
        approve_run(month=JULY, actor=who("GAO"))
    named = str(refusal.value).split("(")[1].split(")")[0]
    assert everybody > 10
    assert (named.split(":")[0], named.count(",")) == (str(everybody), 9)


def test_a_person_left_out_with_a_reason_no_longer_holds_approval(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    load(company)
    break_formula(monkeypatch, "base", lambda base, *_rest: base == 1001)
    attempt = compute()
    exception = RunException.objects.get(attempt=attempt, blocking=True)
    leave_out(exception=exception, actor=who("FANG"), reason=" paid by hand ")
    run = approve_run(month=JULY, actor=who("GAO"))
    event = RunEvent.objects.get(kind="left_out")
    assert (run.state, event.actor, event.reason, event.detail["code"]) == (RunState.APPROVED, who("FANG"), "paid by hand", "rule_failed")
    assert "A1" not in slips(attempt)
    assert audit(attempt) == []


@pytest.mark.parametrize("reason", ["", "  \t"])
def test_nobody_is_left_out_without_a_reason(company: Company, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    load(company)
    break_formula(monkeypatch, "base", lambda base, *_rest: base == 1001)
    exception = RunException.objects.get(attempt=compute(), blocking=True)
    assert refused(lambda: leave_out(exception=exception, actor=who("FANG"), reason=reason)) == "reason_needed"
    exception.refresh_from_db()
    assert exception.left_out_by is None


def refused(step: Callable[[], object]) -> str:
    """The code of a refusal."""
    with pytest.raises(Refused) as refusal:
        step()
    return refusal.value.code


def test_a_person_is_left_out_once(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    load(company)
    break_formula(monkeypatch, "base", lambda base, *_rest: base == 1001)
    exception = RunException.objects.get(attempt=compute(), blocking=True)
    leave_out(exception=exception, actor=who("FANG"), reason="r")
    assert refused(lambda: leave_out(exception=exception, actor=who("FU"), reason="r")) == "left_out_already"


def test_who_was_left_out_is_asked_about_again_after_computing_again(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    load(company)
    break_formula(monkeypatch, "base", lambda base, *_rest: base == 1001)
    leave_out(exception=RunException.objects.get(attempt=compute(), blocking=True), actor=who("FANG"), reason="r")
    compute()
    assert refused(lambda: approve_run(month=JULY, actor=who("GAO"))) == "open_exceptions"


def test_without_terms_the_pools_miss_somebody_and_what_depends_on_them_is_provisional(company: Company) -> None:
    company.add("employees", employee_no="NEW", name="NEW", hire_date="2026-07-01", leave_date="").terms("NEW", "2026-08-01", "LO", **POOL)
    company.sale("9", "2026-07-03", "NEW", "10", campaign="K")
    load(company)
    attempt = compute()
    assert exceptions(attempt) == [("no_terms", "NEW", True, "")]
    # the order pools, the owner of the campaign they sold for, and whoever is named for a bonus, which hangs on the gate
    assert provisional(attempt) == ["A2", "C1", "L1", "L2", "L3"]
    assert refused(lambda: approve_run(month=JULY, actor=who("GAO"))) == "open_exceptions"


def provisional(attempt: Attempt) -> list[str]:
    """Whose slips are provisional."""
    found = Payslip.objects.filter(attempt=attempt, provisional=True).select_related("employee")
    return sorted(slip.employee.employee_no for slip in found)


def test_attendance_that_cannot_be_judged_is_their_exception_too(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    load(company)
    broken = who("L1").pk
    real = steps.judge_month

    def judge_month(person: int, *facts: Any) -> Any:
        if person == broken:
            raise ValueError("no such duty")
        return real(person, *facts)

    monkeypatch.setattr(steps, "judge_month", judge_month)
    attempt = compute()
    assert exceptions(attempt) == [("points_failed", "L1", True, "ValueError: no such duty")]
    assert (provisional(attempt), audit(attempt)) == (["A2", "L2", "L3"], [])
    assert "L1" not in slips(attempt)
    assert ",L1," not in month_files(attempt)["scores.csv"]


def test_a_pool_that_cannot_count_somebody_goes_on_without_them_and_is_provisional(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(company)
    whole = compute()
    real = earnings.commission_on_sales

    def commission(net: Decimal, carry: Decimal, rate: Decimal) -> Decimal:
        if commission.calls == 0:  # type: ignore[attr-defined]
            commission.calls = 1  # type: ignore[attr-defined]
            raise ArithmeticError("too much")
        return real(net, carry, rate)

    commission.calls = 0  # type: ignore[attr-defined]
    monkeypatch.setattr(earnings, "commission_on_sales", commission)
    attempt = compute()
    assert exceptions(attempt) == [("rule_failed", "A1", True, "ArithmeticError: too much")]
    assert provisional(attempt) == ["A2", "C1"]
    less = [Decimal(Waterfall.objects.get(attempt=one).lines["comm_sales"]) for one in (attempt,)]
    assert (whole.number, less) == (1, [Decimal("800.00")])


def test_several_broken_people_are_one_exception_each(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    load(company)

    def raises(*_given: Any) -> Decimal:
        raise ArithmeticError("too much")

    monkeypatch.setattr(earnings, "commission_on_sales", raises)
    break_formula(monkeypatch, "base", lambda base, *_rest: base in (1001, 1002))
    assert [found[:2] for found in exceptions(compute())] == [("rule_failed", "A1"), ("rule_failed", "A2")]


def test_p16_a_negative_net_holds_approval_until_it_is_accepted_with_a_reason_and_the_figures_stay(company: Company) -> None:
    company.person("NEG", social_base="5000", housing_base="5000", housing_rate="0.12")
    load(company)
    attempt = compute()
    before = slips(attempt)["NEG"]
    assert [person.employee_no for person in negative_nets(attempt)] == ["NEG"]
    assert negative_nets(attempt, 0) == []
    assert refused(lambda: approve_run(month=JULY, actor=who("GAO"))) == "negative_net"
    assert refused(lambda: approve_run(month=JULY, actor=who("GAO"), accept_negative="  ")) == "negative_net"
    assert receivables(JULY) == []
    approve_run(month=JULY, actor=who("GAO"), accept_negative="on leave without pay")
    event = RunEvent.objects.get(kind="approved")
    assert (event.reason, event.detail["negative"], slips(attempt)["NEG"]) == ("on leave without pay", ["NEG"], before)


def test_p16_nothing_is_paid_and_the_shortfall_is_a_receivable(company: Company) -> None:
    company.person("NEG", social_base="5000", housing_base="5000", housing_rate="0.12")
    load(company)
    attempt = compute()
    approve_run(month=JULY, actor=who("GAO"), accept_negative="r")
    pay_run(month=JULY, actor=who("FANG"))
    # meal 300 − 8 % − 2 % − 0.5 % of 5000 − 12 % of 5000 = −825
    assert [(row.month, row.employee_no, row.amount) for row in receivables()] == [(JULY, "NEG", Decimal("825.00"))]
    paid = RunEvent.objects.get(kind="paid").detail
    positive = [slip.net for slip in Payslip.objects.filter(attempt=attempt) if slip.net > 0]
    assert paid == {"people": len(positive), "amount": str(sum(positive)), "receivables": {"NEG": "825.00"}}


def test_the_check_finds_no_difference_in_a_month_with_broken_people(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.add("employees", employee_no="NEW", name="NEW", hire_date="2026-07-01", leave_date="").terms("NEW", "2026-08-01", "LO", **POOL)
    load(company)
    with monkeypatch.context() as patch:
        break_formula(patch, "base", lambda base, *_rest: base == 1001)
        attempt = compute()
    assert [finding.slip for finding in check_month(attempt)] == []
