"""Messages that come twice, at once or late, two people, two beats, a load in between, a worker that slept: one effect."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from csd.installation.embedded.processes import wait_until
from csd.installation.processes import commands
from csd.models import Attempt
from payroll.runs.models import RunEvent
from payroll.runs.selectors import computed_attempt
from payroll.runs.services import approve_run, cancel_run
from tests.faults import scenarios
from tests.faults.checker import violations
from tests.faults.crew import ROOT
from tests.faults.rig import FAULTS, MONTH, Rig

pytestmark = FAULTS


def brought_to(rig: Rig, state: str) -> Attempt:
    """An attempt that has ended in that way."""
    attempt = computed_attempt(MONTH)
    if state == "superseded":
        assert violations(rig, rig.close_month()) == []
    elif state == "cancelled":
        attempt = rig.close_month(wake=False)
        cancel_run(month=MONTH, actor=rig.computes)
    elif state == "approved":
        approve_run(month=MONTH, actor=rig.approves, accept_negative="of a test")
    return attempt


@pytest.mark.parametrize("state", ["computed", "superseded", "cancelled", "approved"])
def test_messages_that_come_when_the_attempt_is_over_change_nothing(fresh: Rig, state: str) -> None:
    attempt = brought_to(fresh, state)
    assert scenarios.delivered_late(fresh, attempt) == []


def test_messages_that_come_twice_at_once_let_no_chunk_be_computed_twice(rig: Rig) -> None:
    assert scenarios.delivered_in_parallel(rig) == []


def test_two_beats_let_no_chunk_be_computed_twice(rig: Rig) -> None:
    command = commands("127.0.0.1", 0, 0, 2, with_watch=False)["beat"]
    environment = rig.environment(CSD_FAULT=f"@{rig.plan}", CSD_AUTOSTART="0", CSD_LOG_LEVEL="INFO")
    with (rig.folder / "beat.log").open("w+") as log:
        second = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            with rig.fault("kill slips.computed", scenarios.NEVER) as computed:
                assert scenarios.lose_messages(rig, scenarios.flush) == []
                assert wait_until(lambda: "Sending due task wake" in (rig.folder / "beat.log").read_text(), 30)
            assert computed.visits == scenarios.SLIP_CHUNKS
        finally:
            # by force: asked to end while it hands something to the broker, beat was once still there after 20 s
            second.kill()
            second.wait(20)


def test_two_people_who_close_at_once_join_one_attempt(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    started = RunEvent.objects.filter(kind="started").count()
    assert scenarios.closed_by_two(rig, monkeypatch) == []
    assert RunEvent.objects.filter(kind="started").count() == started + 1
    attempt = Attempt.objects.latest("number")
    assert violations(rig, attempt) == []


def test_rows_loaded_while_a_month_is_computed_stay_out_of_it_and_approval_says_so(fresh: Rig, tmp_path: Path) -> None:
    assert scenarios.loaded_during(fresh, tmp_path) == []


def test_an_approval_waits_for_a_load_that_has_begun(fresh: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scenarios.approved_during_a_load(fresh, tmp_path, monkeypatch) == []


def test_a_cancelled_attempt_leaves_no_row_of_a_chunk_that_was_being_written(rig: Rig) -> None:
    assert scenarios.cancelled_in_a_chunk(rig) == []


def test_a_worker_that_slept_too_long_loses_its_chunk_and_writes_nothing_when_it_wakes(rig: Rig) -> None:
    assert scenarios.paused(rig) == []
