"""Controls: with a guard left out the same scenario is violated, so that the tests of these guards can fail (docs/faults.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from csd.database.roles import as_owner
from csd.database.rows import execute
from csd.exports.services import cancel_export
from csd.jobs.services import cancel
from csd.loading import services as loading
from csd.models import AttemptState
from csd.work import services as work
from csd.work.engine import work_on
from csd.work.registry import RESULTS
from payroll.runs import obstacles, services
from payroll.runs.selectors import computed_attempt
from tests.faults import job_scenarios, scenarios
from tests.faults.checker import changed, picture, violations
from tests.faults.export_scenarios import asked, checksum, delivered_often, wrong_with
from tests.faults.rig import FAULTS, MONTH, Rig

pytestmark = FAULTS
# longer than two sweeps take, the first of which may come too early
IN_VAIN_SECONDS = 14


def drop_as_owner(*statements: str) -> None:
    """Takes guards out of the database of this test."""
    with as_owner():
        for statement in statements:
            execute(statement)


def test_without_the_lock_of_a_chunk_two_workers_compute_it(unguarded: Rig) -> None:
    with unguarded.without("claim: the chunk's row is locked"):
        found = scenarios.delivered_in_parallel(unguarded)
    assert found[-1].endswith(f"chunks of slips were computed for {scenarios.SLIP_CHUNKS}")
    assert not [line for line in found if line.endswith("differs")], "the unique keys kept the rows right"


def test_without_the_unique_keys_too_its_rows_are_there_twice_and_the_audit_finds_them(unguarded: Rig) -> None:
    drop_as_owner("ALTER TABLE payroll_payslip DROP CONSTRAINT payslip_once")
    with unguarded.without("claim: the chunk's row is locked"):
        found = scenarios.delivered_in_parallel(unguarded)
    assert [line for line in found if "not the sum of the slips" in line or line.endswith("differs")]


def test_without_the_locks_of_attempt_and_chunk_a_cancelled_attempt_leaves_rows(unguarded: Rig) -> None:
    with unguarded.without("claim: the attempt's row is locked", "claim: the chunk's row is locked"):
        found = scenarios.cancelled_in_a_chunk(unguarded)
    assert any("rows of another attempt in csd_attemptperson" in line for line in found)


def test_without_the_state_of_the_attempt_a_late_message_writes(unguarded: Rig) -> None:
    with unguarded.without("claim: over is over"):
        assert scenarios.delivered_late(unguarded, computed_attempt(MONTH)) == ["csd_chunk was written to"]


def test_even_without_it_the_seal_keeps_an_approved_month_as_it_is(unguarded: Rig) -> None:
    attempt = approved(unguarded)
    with unguarded.without("claim: over is over"):
        assert scenarios.delivered_late(unguarded, attempt) == []


def test_without_the_seal_too_a_late_message_changes_an_approved_month(unguarded: Rig) -> None:
    attempt = approved(unguarded)
    drop_as_owner("ALTER TABLE csd_chunk DISABLE TRIGGER USER")
    with unguarded.without("claim: over is over"):
        assert scenarios.delivered_late(unguarded, attempt) == ["csd_chunk was written to"]


def test_without_the_sweep_lost_messages_are_never_picked_up(unguarded: Rig) -> None:
    with unguarded.without("sweep"):
        found = scenarios.lose_messages(unguarded, scenarios.kill_broker, IN_VAIN_SECONDS)
    assert found == [f"the run is not over after {IN_VAIN_SECONDS} s"]


def test_without_the_limit_a_worker_that_sleeps_holds_up_the_run(unguarded: Rig) -> None:
    with unguarded.without("a session that stands still is ended"):
        found = scenarios.paused(unguarded, IN_VAIN_SECONDS)
    assert found == [f"the run is not over after {IN_VAIN_SECONDS} s"]


def test_without_the_lock_of_the_month_the_second_person_gets_an_error(unguarded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "lock_month", lambda month: None)
    assert scenarios.closed_by_two(unguarded, monkeypatch) == ["IntegrityError for one of them"]


def test_without_the_unique_keys_too_there_are_two_attempts(unguarded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_as_owner("DROP INDEX attempt_one_running", "ALTER TABLE csd_attempt DROP CONSTRAINT attempt_number_once")
    monkeypatch.setattr(services, "lock_month", lambda month: None)
    assert scenarios.closed_by_two(unguarded, monkeypatch) == ["2 attempts"]


@pytest.fixture
def without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze = work.freeze

    def limitless(month: Any) -> dict[str, Any]:
        frozen = freeze(month)
        return {**frozen, "highest": dict.fromkeys(frozen["highest"], 2**62)}

    monkeypatch.setattr(work, "freeze", limitless)


@pytest.mark.usefixtures("without_limits")
def test_without_frozen_ids_the_audit_finds_days_that_are_not_those_of_the_agents(unguarded: Rig, tmp_path: Path) -> None:
    with unguarded.without("sweep"):  # which could begin the computing before the rows are there
        (found,) = scenarios.loaded_during(unguarded, tmp_path)
    assert found.startswith("the run is failed:")
    assert "days whose sales are not those of the agents" in found


@pytest.mark.usefixtures("without_limits")
def test_without_the_audit_too_rows_loaded_meanwhile_get_in(unguarded: Rig, tmp_path: Path) -> None:
    with unguarded.without("sweep", "audit"):
        found = scenarios.loaded_during(unguarded, tmp_path)
    assert {"payslips.csv differs", "waterfall.csv differs"} <= set(found)


def test_without_the_look_for_newer_rows_they_are_approved_over(unguarded: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obstacles, "inputs_since", lambda attempt: {})
    assert scenarios.loaded_during(unguarded, tmp_path) == ["approved although rows came since"]


def test_without_its_lock_of_the_month_the_database_still_keeps_a_load_out(
    unguarded: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "lock_months", lambda months: dict.fromkeys(months, False))
    assert scenarios.approved_during_a_load(unguarded, tmp_path, monkeypatch) == []


def test_without_the_databases_guard_too_a_load_gets_into_an_approved_month(
    unguarded: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_as_owner("ALTER TABLE payroll_sale DISABLE TRIGGER USER", "ALTER TABLE duty_punch DISABLE TRIGGER USER")
    monkeypatch.setattr(loading, "lock_months", lambda months: dict.fromkeys(months, False))
    (found,) = scenarios.approved_during_a_load(unguarded, tmp_path, monkeypatch)
    assert found.startswith("rows of an approved month")


def test_without_their_removal_rows_of_the_attempt_before_are_left(unguarded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "remove_results", lambda attempt_id: None)
    attempt = unguarded.close_month(wake=False)
    while not work_on(attempt.pk, seconds=60):
        pass
    found = violations(unguarded, attempt)
    assert {line.rpartition(" ")[2] for line in found} >= {"payroll_payslip", "payroll_payslipline", "csd_chunk"}


def test_without_the_seal_rows_of_an_approved_month_can_be_changed(unguarded: Rig) -> None:
    attempt, before = approved(unguarded), picture()
    drop_as_owner("ALTER TABLE payroll_payslip DISABLE TRIGGER USER")
    execute("UPDATE payroll_payslip SET net = net + 1 WHERE attempt_id = %s", [attempt.pk])
    assert changed(before) == ["payroll_payslip was written to"]


def test_without_the_lock_of_a_part_two_workers_write_it(unguarded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = checksum(monkeypatch)
    with unguarded.without("export: a part is held by who does it"):
        found = delivered_often(unguarded, sha256)
    assert found[-1].endswith("parts were written twice")
    assert "the file differs" not in found


def test_without_the_sweep_an_export_is_never_written(unguarded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    with unguarded.without("sweep"):
        export = asked()
        assert wrong_with(export, "", IN_VAIN_SECONDS) == [f"it is waiting after {IN_VAIN_SECONDS} s"]
        cancel_export(actor=export.owner, export_id=export.pk)


def test_without_the_lock_of_a_part_two_workers_begin_it(unguarded: Rig) -> None:
    expected = job_scenarios.undisturbed()
    with unguarded.without("job: a part is held by who does it"):
        found = job_scenarios.delivered_in_parallel(unguarded, expected)
    assert found[-1].endswith(f"parts were begun for {len(job_scenarios.PARTS)}")
    assert "what it wrote differs" not in found


def test_without_the_sweep_a_job_is_never_done(unguarded: Rig) -> None:
    with unguarded.without("sweep"):
        job = job_scenarios.asked()
        assert job_scenarios.wrong_with(job, [], IN_VAIN_SECONDS) == [f"it is waiting after {IN_VAIN_SECONDS} s"]
        cancel(job_id=job.pk)


def approved(rig: Rig) -> Any:
    """The month approved, as the test of late messages has it."""
    attempt = computed_attempt(MONTH)
    assert attempt.state == AttemptState.DONE
    assert len(RESULTS) > 10
    services.approve_run(month=MONTH, actor=rig.approves, accept_negative="of a test")
    return attempt
