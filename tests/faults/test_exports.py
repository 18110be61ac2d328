"""Exports whose workers are killed, whose messages come twice: one file, the same to the byte, written once in the log."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings
from django.utils import translation

from csd.embedded.processes import wait_until
from csd.exports import files
from csd.exports.engine import work_on
from csd.exports.registry import KINDS
from csd.models import Employee, Export, ExportLog, ExportPart, ExportState
from csd.months import SHANGHAI
from csd.permissions import may
from csd.services.exports import ask_export, cancel_export
from csd.tasks import wake_exports
from payroll.runs.services import standing_today
from tests.faults.rig import FAULTS, MONTH, SLIPS_PER_PART, Rig

pytestmark = FAULTS
AT = datetime(2026, 8, 10, 9, tzinfo=SHANGHAI)
NEVER = 10**6
SECONDS, IN_VAIN_SECONDS = 60, 14
KILLS = """
    kill export.planned 1        kill export.part.begun 2      killgroup export.part.written 3  kill export.part.there 1
    killgroup export.part.marked 2   kill export.joined 1      killgroup export.done 1
"""
CASES = [(f"{how} {point}", int(nth)) for how, point, nth in zip(*[iter(KILLS.split())] * 3, strict=True)]


def finance() -> Employee:
    """Somebody who may take pay out."""
    return next(person for person in Employee.objects.all() if may(standing_today(person), "pay.export"))


def asked() -> Export:
    """All payslips of the month on paper, asked for at a moment that is always the same, for it is printed on them."""
    with translation.override("zh-hans"):
        export = ask_export(actor=finance(), kind=KINDS["payslips-pdf"], given={"month": str(MONTH)}, format="pdf", wake=False)
    Export.objects.filter(pk=export.pk).update(asked_at=AT)
    return export


@pytest.fixture
def undisturbed(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> str:
    """The checksum of the file where nothing happens."""
    return checksum(monkeypatch)


def checksum(monkeypatch: pytest.MonkeyPatch) -> str:
    """The file written by this process alone."""
    monkeypatch.setattr(settings, "CSD_SLIPS_PER_PART", SLIPS_PER_PART)
    export = asked()
    work_on(export.pk)
    assert wait_until(lambda: state_of(export) == ExportState.DONE, SECONDS)
    return Export.objects.get(pk=export.pk).sha256


def state_of(export: Export) -> str:
    """Its state now."""
    return Export.objects.get(pk=export.pk).state


def wrong_with(export: Export, sha256: str, seconds: float = SECONDS) -> list[str]:
    """What is wrong with an export that was disturbed."""
    if not wait_until(lambda: state_of(export) == ExportState.DONE, seconds):
        return [f"it is {state_of(export)} after {seconds} s"]
    done = Export.objects.get(pk=export.pk)
    made = ExportLog.objects.filter(export=export, event="made").count()
    left = wait_until(lambda: [path.name for path in files.folder().glob(f"{done.file}*")] == [done.file], 15)
    there = files.path_of(done.file).is_file()
    found = {
        "the file is gone": not there,
        "the file differs": there and (done.sha256 != sha256 or files.checksum(files.path_of(done.file)) != sha256),
        f"it was written {made} times in the log": made != 1,
        "a failed try was counted": ExportPart.objects.filter(export=export, tries__gt=0).exists(),
        "parts of it are left": not left,
    }
    return [sentence for sentence, holds in found.items() if holds]


@pytest.mark.parametrize(("point", "nth"), CASES, ids=[f"{point}-{nth}" for point, nth in CASES])
def test_a_worker_killed_at_any_point_changes_nothing_of_the_file(rig: Rig, undisturbed: str, point: str, nth: int) -> None:
    how = point.split(maxsplit=1)[0]
    deaths = rig.deaths(how)
    with rig.fault(point, nth) as fault:
        export = asked()
        wake_exports(export.pk)
        # what a worker killed after the last step leaves lying is for the hourly removal
        found = wrong_with(export, undisturbed)
        assert [line for line in found if line != "parts of it are left" or "export.done" not in point] == []
        assert fault.met(10)
    assert wait_until(lambda: rig.deaths(how) > deaths, 10), "nothing died"


def delivered_often(rig: Rig, sha256: str) -> list[str]:
    """The message of an export comes again and again, to both workers; what is wrong, and how often parts were written too many."""
    with rig.fault("kill export.part.written", NEVER) as written:
        export = asked()
        wake_exports(export.pk, count=8)
        found = wrong_with(export, sha256)
        more = written.visits - ExportPart.objects.filter(export=export).count()
    return found + [f"{more} parts were written twice"] * bool(more)


def test_messages_that_come_often_let_no_part_be_written_twice(rig: Rig, undisturbed: str) -> None:
    assert delivered_often(rig, undisturbed) == []


def test_without_the_lock_of_a_part_two_workers_write_it(unguarded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    sha256 = checksum(monkeypatch)
    with unguarded.without("export: a part is held by who writes it"):
        found = delivered_often(unguarded, sha256)
    assert found[-1].endswith("parts were written twice")
    assert "the file differs" not in found


def test_a_message_that_was_lost_is_made_up_for_by_the_sweep(rig: Rig, undisturbed: str) -> None:
    assert wrong_with(asked(), undisturbed) == []


def test_without_the_sweep_it_is_never_written(unguarded: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    with unguarded.without("sweep"):
        export = asked()
        assert wrong_with(export, "", IN_VAIN_SECONDS) == [f"it is waiting after {IN_VAIN_SECONDS} s"]
        cancel_export(actor=export.owner, export_id=export.pk)


def test_ended_in_the_middle_it_leaves_nothing(rig: Rig) -> None:
    with rig.fault("stop export.part.written", 2) as fault:
        export = asked()
        wake_exports(export.pk)
        assert fault.met(30)
        assert cancel_export(actor=export.owner, export_id=export.pk)
    assert wait_until(lambda: list(files.folder().glob(f"{export.file}*.new")) == [], 20)
    assert state_of(export) == ExportState.CANCELLED
    assert not files.path_of(export.file).exists()
