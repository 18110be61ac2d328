"""A run from draft to paid (docs/rulebook.md P17): each step, what it leaves on record, and what is refused on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from csd.database.rows import execute, rows_of
from csd.errors import NotAllowed, Refused
from csd.jobs.engine import Part, do_one, record_failure
from csd.models import Attempt, AttemptState, Chunk, Employee, PolicyValue
from csd.months import Month
from csd.work import registry
from csd.work.engine import ATTEMPTS, work_on
from csd.work.registry import RESULTS
from payroll.computing.models import Payslip
from payroll.exports.month import month_files
from payroll.recheck import check_month
from payroll.runs.models import Difference, Run, RunEvent, RunState
from payroll.runs.selectors import computed_attempt, run_of, status_line
from payroll.runs.services import approve_run, cancel_run, pay_run, review_run, start_run
from payroll.sales.models import Sale
from tests.payroll.cast import JULY, JUNE, NOW, add_cast, compute, load, who
from tests.payroll.small import Company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """The cast and one agent with one sale, loaded; it is 10 August, nine o'clock."""
    company = add_cast(Company(tmp_path)).person("A1", base_salary="1000", plan="sales_percent").sale("1", "2026-07-03", "A1", "1000")
    with time_machine.travel(NOW, tick=False):
        load(company)
        yield company


@pytest.fixture
def july(company: Company) -> Run:
    """The run of July, computed by Mei."""
    compute()
    return Run.objects.get(month=JULY)


def events() -> list[tuple[str, str, str]]:
    """What happened, by whom and for what reason."""
    return [(event.kind, event.actor.employee_no if event.actor else "", event.reason) for event in RunEvent.objects.order_by("id")]


def code_of(step: object, **given: object) -> str:
    """The code with which a step is refused."""
    with pytest.raises(Refused) as refusal:
        step(**given)  # type: ignore[operator]
    return refusal.value.code


def test_p17_a_run_is_computed_reviewed_approved_and_paid_and_every_step_is_on_record(july: Run) -> None:
    states = [july.state]
    for step, number in ((review_run, "FANG"), (approve_run, "GAO"), (pay_run, "FANG")):
        states.append(step(month=JULY, actor=who(number)).state)
    assert states == ["computed", "reviewed", "approved", "paid"]
    assert [event[:2] for event in events()] == [
        ("started", "MEI"), ("computed", "MEI"), ("reviewed", "FANG"), ("approved", "GAO"), ("paid", "FANG"),
    ]  # fmt: skip
    assert {event.at for event in RunEvent.objects.all()} == {NOW}
    assert {event.attempt_number for event in RunEvent.objects.all()} == {1}


def test_p17_approving_a_computed_run_reviews_it_too_in_one_recorded_step(july: Run) -> None:
    assert approve_run(month=JULY, actor=who("FANG")).state == RunState.APPROVED
    last = RunEvent.objects.latest("id")
    assert (last.kind, last.detail["reviewed_too"]) == ("approved", True)
    assert RunEvent.objects.count() == 3


def test_p17_the_event_of_an_approval_says_when_it_was_reviewed_before(july: Run) -> None:
    review_run(month=JULY, actor=who("FU"))
    approve_run(month=JULY, actor=who("FU"))
    assert RunEvent.objects.latest("id").detail["reviewed_too"] is False


def test_p17_who_computed_it_neither_reviews_nor_approves_it(company: Company) -> None:
    compute(by="FANG")
    for step in (review_run, approve_run):
        with pytest.raises(NotAllowed) as refusal:
            step(month=JULY, actor=who("FANG"))
        assert refusal.value.code == "own_work"
    assert approve_run(month=JULY, actor=who("FU")).state == RunState.APPROVED


STEPS = {"review": review_run, "approve": approve_run, "pay": pay_run}
# state → steps that are possible in it
POSSIBLE = {
    "computed": {"review", "approve"}, "reviewed": {"approve"}, "approved": {"pay"}, "paid": set(),
}  # fmt: skip
WAY = {"computed": [], "reviewed": ["review"], "approved": ["approve"], "paid": ["approve", "pay"]}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", POSSIBLE)
def test_p17_no_step_is_skipped_or_taken_twice(july: Run, state: str, step: str) -> None:
    for before in WAY[state]:
        STEPS[before](month=JULY, actor=who("FANG"))
    count = RunEvent.objects.count()
    if step in POSSIBLE[state]:
        STEPS[step](month=JULY, actor=who("FANG"))
        assert RunEvent.objects.count() == count + 1
    else:
        assert code_of(STEPS[step], month=JULY, actor=who("FANG")) == "wrong_state"
        assert (Run.objects.get(month=JULY).state, RunEvent.objects.count()) == (state, count)


@pytest.mark.parametrize("step", STEPS)
def test_p17_there_is_no_step_before_a_run(company: Company, step: str) -> None:
    assert code_of(STEPS[step], month=JULY, actor=who("FANG")) == "no_run"


@pytest.mark.parametrize("state", ["approved", "paid"])
def test_p17_an_approved_month_is_not_computed_again(july: Run, state: str) -> None:
    for before in WAY[state]:
        STEPS[before](month=JULY, actor=who("FANG"))
    assert code_of(start_run, month=JULY, actor=who("MEI")) == "approved"
    assert Attempt.objects.count() == 1


def test_p17_computing_again_gives_the_same_bytes_and_no_differences(july: Run) -> None:
    before = month_files(computed_attempt(JULY))
    again = compute()
    assert (again.number, month_files(again)) == (2, before)
    assert not Difference.objects.exists()


def test_p17_computing_again_lists_exactly_the_lines_that_changed(july: Run) -> None:
    Sale.objects.filter(order_no="1").update(amount=1500)
    again = compute()
    found = {(row.employee.employee_no, row.line, row.before, row.after) for row in Difference.objects.filter(attempt=again)}
    assert found == {
        ("A1", line, before, after) for line, before, after in (("comm_sales", 20, 30), ("gross", 1320, 1330), ("net", 1320, 1330))
    }
    assert RunEvent.objects.latest("id").detail["differences"] == 3


def test_p17_a_slip_that_is_new_or_gone_is_a_difference_too(july: Run) -> None:
    Employee.objects.filter(employee_no="A1").update(leave_date="2026-06-30")
    again = compute()
    assert {(row.line, row.after) for row in Difference.objects.filter(attempt=again)} == {
        (line, None) for line in ("base", "meal", "comm_sales", "gross", "net")
    }


def test_p17_the_rows_of_the_attempt_before_go_and_the_attempt_itself_stays(july: Run) -> None:
    first = computed_attempt(JULY)
    compute()
    first.refresh_from_db()
    assert first.state == AttemptState.SUPERSEDED
    assert rows_left(first) == {}


def rows_left(attempt: Attempt) -> dict[str, int]:
    """Result table → how many rows an attempt still has in it."""
    counts = {
        table: rows_of(f"SELECT count(*) FROM {table} WHERE attempt_id = %s", [attempt.pk])[0][0] for table in RESULTS if ":" not in table
    }
    return {table: count for table, count in counts.items() if count}


def test_p17_computing_again_after_the_review_needs_a_review_again(july: Run) -> None:
    review_run(month=JULY, actor=who("FANG"))
    compute()
    assert run_of(JULY).state == RunState.COMPUTED  # type: ignore[union-attr]
    approve_run(month=JULY, actor=who("GAO"))
    assert RunEvent.objects.latest("id").detail["reviewed_too"] is True


@pytest.mark.parametrize("step", STEPS)
def test_p17_a_decision_on_a_page_from_before_is_refused(july: Run, step: str) -> None:
    for before in {"review": [], "approve": [], "pay": ["approve"]}[step]:
        STEPS[before](month=JULY, actor=who("FANG"))
    seen = Run.objects.get(month=JULY).revision
    assert code_of(STEPS[step], month=JULY, actor=who("FANG"), revision=seen - 1) == "stale"
    assert STEPS[step](month=JULY, actor=who("FANG"), revision=seen).revision == seen + 1


def test_p17_a_month_is_not_decided_on_while_it_is_computed_again(july: Run) -> None:
    start_run(month=JULY, actor=who("MEI"), wake=False)
    assert {code_of(step, month=JULY, actor=who("FANG")) for step in (review_run, approve_run)} == {"running"}


def test_p17_starting_again_joins_the_attempt_under_way(company: Company) -> None:
    one = start_run(month=JULY, actor=who("MEI"), wake=False)
    assert start_run(month=JULY, actor=who("FU"), wake=False) == one
    assert [event[:2] for event in events()] == [("started", "MEI")]


def test_p17_cancelling_takes_away_what_was_written_and_leaves_the_attempt_before(july: Run) -> None:
    first, files = computed_attempt(JULY), month_files(computed_attempt(JULY))
    second = start_run(month=JULY, actor=who("MEI"), wake=False)
    for _chunk in range(6):
        do_one(ATTEMPTS, second.pk)
    assert rows_left(second)
    assert cancel_run(month=JULY, actor=who("FU"))
    assert rows_left(second) == {}
    assert (computed_attempt(JULY), month_files(first)) == (first, files)
    assert events()[-1][:2] == ("cancelled", "FU")
    assert status_line(JULY) == f"2026-07 computed {chunks(first)}/{chunks(first)} 0"


def chunks(attempt: Attempt) -> int:
    """How many parts an attempt has."""
    return Chunk.objects.filter(attempt=attempt).count()


def test_p17_nothing_is_cancelled_where_nothing_runs_or_another_attempt_does(july: Run) -> None:
    assert not cancel_run(month=JULY, actor=who("MEI"))
    start_run(month=JULY, actor=who("MEI"), wake=False)
    assert not cancel_run(month=JULY, actor=who("MEI"), number=1)
    assert cancel_run(month=JULY, actor=who("MEI"), number=2)


def test_p17_work_on_a_cancelled_attempt_does_nothing(company: Company) -> None:
    attempt = start_run(month=JULY, actor=who("MEI"), wake=False)
    cancel_run(month=JULY, actor=who("MEI"))
    assert work_on(attempt.pk, seconds=5)
    assert (rows_left(attempt), status_line(JULY)) == ({}, "2026-07 draft 0/0 0")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The audit at the end of every attempt finds something."""
    monkeypatch.setattr("payroll.computing.finishing.audit", lambda attempt: ["nothing adds up"])
    return monkeypatch


def test_p17_a_step_that_fails_three_times_ends_the_attempt_and_its_message_is_kept(july: Run, broken: pytest.MonkeyPatch) -> None:
    failed = compute()
    assert (failed.state, failed.failure) == (AttemptState.FAILED, "finish: AuditFailed: nothing adds up")
    assert rows_left(failed) == {}
    assert events()[-1] == ("failed", "MEI", "finish: AuditFailed: nothing adds up")
    assert status_line(JULY).startswith("2026-07 failed ")
    assert computed_attempt(JULY).number == 1


def test_p17_after_a_failure_the_month_is_computed_anew(july: Run, broken: pytest.MonkeyPatch) -> None:
    files = month_files(computed_attempt(JULY))
    compute()
    broken.undo()
    again = compute()
    assert (again.number, again.state, month_files(again)) == (3, AttemptState.DONE, files)


def test_p17_a_step_is_tried_three_times_not_twice(company: Company, broken: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    broken.setattr("payroll.computing.finishing.audit", lambda attempt: tries.append(1) or (["no"] if len(tries) < 3 else []))
    assert (compute().state, len(tries)) == (AttemptState.DONE, 3)


def test_a_failure_noted_by_two_workers_is_one_failure(company: Company) -> None:
    attempt = start_run(month=JULY, actor=who("MEI"), wake=False)
    chunk = Chunk.objects.filter(attempt=attempt).first()
    for _again in range(5):
        record_failure(ATTEMPTS, attempt.pk, Part("people", lambda: None, chunk.pk), ValueError("x"))  # type: ignore[union-attr]
    assert [event[0] for event in events()] == ["started", "failed"]


LATE = {
    "a sale": "INSERT INTO payroll_sale (order_no, date, employee_id, product, quantity, amount, cost, customer, status, kind)"
    " SELECT '9', '2026-07-31', min(id), '', 1, 1, 1, '', 'completed', 'sale' FROM csd_employee",
    "a sale's status": "UPDATE payroll_sale SET status = 'cancelled'",
    "a cost": "INSERT INTO payroll_cost (month, kind, amount, note) VALUES ('2026-07-01', 'other', 1, '')",
    "a punch": "INSERT INTO duty_punch (employee_id, time, direction) SELECT min(id), '2026-07-09 08:00+08', 'in' FROM csd_employee",
    "terms": "UPDATE csd_terms SET base_salary = 1 WHERE base_salary = 1000",
    "a score": "INSERT INTO attendance_scorehistory (month, employee_id, score) SELECT '2026-05-01', min(id), 1 FROM csd_employee",
    "a value": "INSERT INTO csd_policyvalue (key, effective_from, value, set_at) VALUES ('meal', '2026-07-01', '1', now())",
    "a day": "INSERT INTO csd_calendarday (date, kind, name, source) VALUES ('2026-07-31', 'rest', '', '')",
    "somebody leaves": "UPDATE csd_employee SET leave_date = '2026-07-20' WHERE employee_no = 'A1'",
}  # fmt: skip


@pytest.mark.parametrize("change", LATE.values(), ids=LATE.keys())
def test_p17_what_came_after_computing_is_computed_before_it_is_approved(july: Run, change: str) -> None:
    assert execute(change) == 1
    assert code_of(approve_run, month=JULY, actor=who("GAO")) == "newer_inputs"
    compute()
    assert approve_run(month=JULY, actor=who("GAO")).state == RunState.APPROVED


@pytest.mark.parametrize("earlier", [JUNE, JUNE - 1])
def test_p15_a_month_without_data_computed_after_the_month_that_goes_on_from_it_holds_its_approval(july: Run, earlier: Month) -> None:
    first = compute(earlier)
    with pytest.raises(Refused, match=f"payslips of earlier months: {Payslip.objects.filter(attempt=first).count()}"):
        approve_run(month=JULY, actor=who("GAO"))
    before = Payslip.objects.get(attempt=first, employee=who("A1"))
    compute()
    start_run(month=earlier, actor=who("MEI"), wake=False)
    with pytest.raises(Refused, match=f"{earlier} is being computed right now"):
        approve_run(month=JULY, actor=who("GAO"))
    assert cancel_run(month=earlier, actor=who("MEI"))
    slip = Payslip.objects.get(attempt=run_of(JULY).attempt, employee=who("A1"))
    assert (slip.months_in_year, slip.net_before) == (before.months_in_year + 1, before.net if earlier == JUNE else None)
    assert approve_run(month=JULY, actor=who("GAO")).state == RunState.APPROVED


def test_p17_what_concerns_other_months_does_not_hold_approval(july: Run) -> None:
    execute("INSERT INTO payroll_cost (month, kind, amount, note) VALUES ('2026-08-01', 'other', 1, '')")
    execute("UPDATE csd_employee SET leave_date = '2026-08-20', phone = '1' WHERE employee_no = 'A1'")
    PolicyValue.objects.create(key="meal", effective_from="2026-07-02", value="1")
    assert approve_run(month=JULY, actor=who("GAO")).state == RunState.APPROVED


def test_p17_an_attempt_uses_the_values_it_froze_when_it_started(company: Company) -> None:
    attempt = start_run(month=JULY, actor=who("MEI"), wake=False)
    do_one(ATTEMPTS, attempt.pk)
    execute("INSERT INTO csd_policyvalue (key, effective_from, value, set_at) VALUES ('meal', '2026-07-01', '1', now())")
    execute(LATE["a sale"].replace("min(id)", "max(id)"))
    work_on(attempt.pk, seconds=60)
    assert Payslip.objects.get(attempt=attempt, employee=who("A1")).gross == 1320


def test_every_step_of_a_close_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        registry.register_step(registry.Step("finish", 4, lambda context, chunk: {}, "end"))


def test_p17_an_attempt_from_before_more_was_frozen_is_computed_again_and_explains_itself(july: Run) -> None:
    execute("UPDATE csd_attempt SET frozen = frozen - 'changes' #- '{highest,csd_policyvalue}' #- '{highest,csd_calendarday}'")
    assert list(check_month(computed_attempt(JULY))) == []
    assert approve_run(month=JULY, actor=who("GAO")).state == RunState.APPROVED
