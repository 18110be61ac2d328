"""Exports whose workers are killed, whose messages come twice: one file, the same to the byte, written once in the log.

What happens without the guards stands in test_controls.
"""

from __future__ import annotations

import pytest

from csd.exports import files
from csd.exports.engine import EXPORTS
from csd.exports.services import cancel_export
from csd.installation.embedded.processes import wait_until
from csd.jobs.waking import wake
from csd.models import ExportState
from tests.faults.export_scenarios import asked, checksum, delivered_often, state_of, wrong_with
from tests.faults.rig import FAULTS, Rig

pytestmark = FAULTS
KILLS = """
    kill export.planned 1        kill export.part.begun 2      killgroup export.part.written 3  kill export.part.there 1
    killgroup export.part.marked 2   kill export.joined 1      killgroup export.done 1
"""
CASES = [(f"{how} {point}", int(nth)) for how, point, nth in zip(*[iter(KILLS.split())] * 3, strict=True)]


@pytest.fixture
def undisturbed(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> str:
    """The checksum of the file where nothing happens."""
    return checksum(monkeypatch)


@pytest.mark.parametrize(("point", "nth"), CASES, ids=[f"{point}-{nth}" for point, nth in CASES])
def test_a_worker_killed_at_any_point_changes_nothing_of_the_file(rig: Rig, undisturbed: str, point: str, nth: int) -> None:
    how = point.split(maxsplit=1)[0]
    deaths = rig.deaths(how)
    with rig.fault(point, nth) as fault:
        export = asked()
        wake(EXPORTS, export.pk)
        # what a worker killed after the last step leaves lying is for the hourly removal
        found = wrong_with(export, undisturbed)
        assert [line for line in found if line != "parts of it are left" or "export.done" not in point] == []
        assert fault.met(10)
    assert wait_until(lambda: rig.deaths(how) > deaths, 10), "nothing died"


def test_messages_that_come_often_let_no_part_be_written_twice(rig: Rig, undisturbed: str) -> None:
    assert delivered_often(rig, undisturbed) == []


def test_a_message_that_was_lost_is_made_up_for_by_the_sweep(rig: Rig, undisturbed: str) -> None:
    assert wrong_with(asked(), undisturbed) == []


def test_ended_in_the_middle_it_leaves_nothing(rig: Rig) -> None:
    with rig.fault("stop export.part.written", 2) as fault:
        export = asked()
        wake(EXPORTS, export.pk)
        assert fault.met(30)
        assert cancel_export(actor=export.owner, export_id=export.pk)
    assert wait_until(lambda: list(files.folder().glob(f"{export.file}*.new")) == [], 20)
    assert state_of(export) == ExportState.CANCELLED
    assert not files.path_of(export.file).exists()
