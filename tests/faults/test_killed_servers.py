"""PostgreSQL and the broker killed in the middle of a run, the broker with all it knew: the run ends by itself and is right."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from payroll.runs.selectors import current_attempt
from tests.faults import scenarios
from tests.faults.checker import violations
from tests.faults.crew import ROOT
from tests.faults.rig import FAULTS, MONTH, Rig

pytestmark = FAULTS


@pytest.mark.parametrize(
    ("kill", "point"),
    [
        (scenarios.kill_backend, "stop slips.half_written"),
        (scenarios.kill_database, "stop points.half_written"),
        (scenarios.kill_broker, "stop points.computed"),
    ],
)
def test_a_server_killed_while_a_worker_is_in_a_chunk_changes_nothing(rig: Rig, kill: Callable[[Rig], None], point: str) -> None:
    with rig.fault(point, 2) as fault:
        attempt = rig.close_month()
        assert fault.met()
        kill(rig)
    assert violations(rig, attempt) == []


@pytest.mark.parametrize("lose", [scenarios.flush, scenarios.kill_broker])
def test_a_run_whose_messages_are_lost_is_picked_up_by_the_sweep(rig: Rig, lose: Callable[[Rig], None]) -> None:
    assert scenarios.lose_messages(rig, lose) == []


def test_a_run_whose_starter_dies_before_it_wakes_anybody_is_picked_up_by_the_sweep(rig: Rig) -> None:
    command = [sys.executable, "manage.py", "close_month", str(MONTH), "--as", rig.computes.employee_no, "--no-wait"]
    fault = {"CSD_FAULT": f"attempt.wake.before:1:{rig.folder / 'woken'}", "CSD_AUTOSTART": "0"}
    assert subprocess.run(command, cwd=ROOT, env=rig.environment(**fault)).returncode == -9
    attempt = current_attempt(MONTH)
    assert attempt is not None
    assert attempt.state == "running"
    assert violations(rig, attempt) == []


def test_the_servers_that_are_killed_are_none_of_the_tests_own(rig: Rig) -> None:
    assert os.environ["CSD_DATA_DIR"] == str(rig.servers.data_dir)
    assert ".data/test" not in os.environ["CSD_DATA_DIR"]
