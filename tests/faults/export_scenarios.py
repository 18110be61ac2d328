"""What is done to an export, the same for the test of a guard and for its control."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings
from django.utils import timezone, translation

from csd.access.permissions import may
from csd.exports import files
from csd.exports.engine import EXPORTS, work_on
from csd.exports.registry import KINDS
from csd.exports.services import ask_export
from csd.installation.embedded.processes import wait_until
from csd.jobs.waking import wake
from csd.models import Employee, Export, ExportLog, ExportPart, ExportState
from csd.months import SHANGHAI
from csd.organisation.standing import standing_of
from tests.faults.rig import MONTH, SLIPS_PER_PART, Rig
from tests.faults.scenarios import NEVER

AT = datetime(2026, 8, 10, 9, tzinfo=SHANGHAI)
SECONDS = 60


def finance() -> Employee:
    """Somebody who may take pay out."""
    return next(person for person in Employee.objects.all() if may(standing_of(person, timezone.localdate()), "pay.export"))


def asked() -> Export:
    """All payslips of the month on paper, asked for at a moment that is always the same, for it is printed on them."""
    with translation.override("zh-hans"):
        export = ask_export(actor=finance(), kind=KINDS["payslips-pdf"], given={"month": str(MONTH)}, format="pdf", wake=False)
    Export.objects.filter(pk=export.pk).update(asked_at=AT)
    return export


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
    left = wait_until(lambda: [path.name for path in files.folder().glob(f"{done.file}*")] == [done.file], 5)
    there = files.path_of(done.file).is_file()
    found = {
        "the file is gone": not there,
        "the file differs": there and (done.sha256 != sha256 or files.checksum(files.path_of(done.file)) != sha256),
        f"it was written {made} times in the log": made != 1,
        "a failed try was counted": ExportPart.objects.filter(export=export, tries__gt=0).exists(),
        "parts of it are left": not left,
    }
    return [sentence for sentence, holds in found.items() if holds]


def delivered_often(rig: Rig, sha256: str) -> list[str]:
    """The message of an export comes again and again, to both workers; what is wrong, and how many parts were written too often."""
    with rig.fault("kill export.part.written", NEVER) as written:
        export = asked()
        wake(EXPORTS, export.pk, count=8)
        found = wrong_with(export, sha256)
        more = written.visits - ExportPart.objects.filter(export=export).count()
    return found + [f"{more} parts were written twice"] * bool(more)
