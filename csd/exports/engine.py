"""The line of exports: planned as parts, each part written by one worker, the last one joins them (csd.jobs).

Whoever plans, writes a part or joins holds it by an advisory lock of its database session. Progress is committed as it is made;
that is also how a worker learns that its export was cancelled.
"""

# many imports: an export is a line of work, a file, a log entry and the rights of who asked
from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.database.locks import is_held
from csd.database.rows import execute
from csd.errors import NotAllowed
from csd.exports import files
from csd.exports.log import Event, log_export
from csd.exports.models import OPEN_STATES, Export, ExportPart, ExportState
from csd.exports.registry import KINDS, ExportKind, Maker, Order, Span, post_of
from csd.exports.selectors import EXPORT_LOCK, PART_LOCK, free_part, idle_exports, parts_left
from csd.faultpoints import fault_point
from csd.jobs import engine
from csd.jobs.claims import Held, InSession
from csd.jobs.engine import Over, Part
from csd.jobs.waking import wake
from csd.organisation.standing import standing_of

TELL_SECONDS = 0.5
LIMIT_SECONDS = 3600
NOT_YOURS = _("Your rights have changed since you asked for this export. Ask for it again.")
BROKEN = _("The file could not be written. Try again; if it fails again, tell whoever looks after the program.")


class Exports(InSession):
    """The exports. Planning and joining are parts without a row: what goes wrong in them ends the export."""

    name = "export"
    parts = "csd_exportpart"
    limits = (LIMIT_SECONDS, LIMIT_SECONDS + 60)

    def queue_of(self, row_id: int) -> str:
        """Files have workers of their own."""
        return "exports"

    def next_part(self, row_id: int) -> Held | None:
        """Planning, then a part, then joining them."""
        export = _open(row_id)
        if export.state == ExportState.WORKING and (part := free_part(row_id)) is not None:
            return Held("part", lambda: _write(export, part), part, PART_LOCK, part)
        whole, do = ("plan", _plan) if export.state == ExportState.WAITING else ("join", _join)
        if (whole == "join" and parts_left(row_id)) or is_held(EXPORT_LOCK, row_id):
            return None
        return Held(whole, lambda: do(export), None, EXPORT_LOCK, row_id)

    def still_to_do(self, row_id: int, part: Held) -> bool:
        """A part that is not written; a plan of what still waits; the joining of what is under way."""
        state = _open(row_id).state
        if part.id is not None:
            return ExportPart.objects.filter(pk=part.id, done=False).exists()
        return state == (ExportState.WAITING if part.name == "plan" else ExportState.WORKING)

    def idle(self) -> list[int]:
        """Exports with something to do that nobody is doing."""
        return idle_exports()

    @contextlib.contextmanager
    def speaking(self, row_id: int) -> Iterator[None]:
        """In the language of whoever asked for the export."""
        with translation.override(Export.objects.get(pk=row_id).language):
            yield

    def words_of(self, part: Part, error: Exception) -> str:
        """Says that it is a file."""
        return gettext(BROKEN)

    def fail(self, row_id: int, sentence: str) -> None:
        """What was written of it goes."""
        fail(Export.objects.get(pk=row_id), sentence)


EXPORTS = Exports()


def work_on(export_id: int) -> None:
    """Take part in an export until nothing of it is free."""
    while not engine.work_on(EXPORTS, export_id, LIMIT_SECONDS):
        pass


def order_of(export: Export) -> tuple[ExportKind, Maker, Order]:
    """An export as its makers see it; NotAllowed where its owner may no longer have it (O4)."""
    who = standing_of(export.owner, timezone.localdate())
    kind = KINDS[export.kind]
    if not kind.seen_by(who, export.parameters) or post_of(who) != export.post:
        raise NotAllowed("not_yours", NOT_YOURS)
    order = Order(who, export.parameters, export.format, kind.title(export.parameters), kind.scope(export.parameters), export.asked_at)
    return kind, kind.makers[export.format], order


def _plan(export: Export) -> None:
    with translation.override(export.language):
        kind, maker, order = order_of(export)
        plan, total = maker.plan(order), kind.count(order)
    fault_point("export.planned")
    _begin(export, plan, total)


@transaction.atomic
def _begin(export: Export, plan: Sequence[Span], total: int) -> None:
    begun = {"state": ExportState.WORKING, "total": total, "started_at": timezone.now()}
    if Export.objects.filter(pk=export.pk, state=ExportState.WAITING).update(**begun):
        ExportPart.objects.bulk_create(ExportPart(export=export, number=n, low=low, high=high) for n, (low, high) in enumerate(plan))
        helpers = min(len(plan), settings.CSD_EXPORT_WORKERS) - 1
        transaction.on_commit(lambda: wake(EXPORTS, export.pk, helpers))


def _write(export: Export, part_id: int) -> None:
    part = ExportPart.objects.get(pk=part_id)
    # what a failed try has reported
    ExportPart.objects.filter(pk=part_id, tries__gt=0).update(written=0)
    with translation.override(export.language):
        _kind, maker, order = order_of(export)
        with files.appearing(files.path_of(export.file, part.number)) as path:
            fault_point("export.part.begun")
            rows = maker.write(order, (part.low, part.high), path, _teller(part))
            fault_point("export.part.written")
    fault_point("export.part.there")
    ExportPart.objects.filter(pk=part_id).update(done=True, written=rows)
    fault_point("export.part.marked")


def _join(export: Export) -> None:
    with translation.override(export.language):
        _kind, maker, order = order_of(export)
        parts = [files.path_of(export.file, number) for number in export.parts.values_list("number", flat=True)]
        with files.appearing(files.path_of(export.file)) as path:
            maker.join(order, parts, path)
            fault_point("export.joined")
        _complete(export, order)
    fault_point("export.done")
    files.remove(export.file, parts_only=True)


@transaction.atomic
def _complete(export: Export, order: Order) -> None:
    whole, now = files.path_of(export.file), timezone.now()
    export.rows = sum(export.parts.values_list("written", flat=True))
    export.size, export.sha256 = whole.stat().st_size, files.checksum(whole)
    export.finished_at, export.expires_at = now, now + timedelta(days=settings.CSD_EXPORT_DAYS)
    told = {name: getattr(export, name) for name in ("rows", "size", "sha256", "finished_at", "expires_at")}
    if Export.objects.filter(pk=export.pk, state=ExportState.WORKING).update(state=ExportState.DONE, **told):
        log_export(export, Event.MADE, order.scope)
    else:
        files.path_of(export.file).unlink(missing_ok=True)


def _open(export_id: int) -> Export:
    export = Export.objects.select_related("owner").filter(pk=export_id, state__in=OPEN_STATES).first()
    if export is None:
        raise Over
    return export


def _teller(part: ExportPart) -> Callable[[int], None]:
    """Tells, now and then, how many rows of a part are written; Over when the export is over."""
    told = time.monotonic()

    def tell(written: int) -> None:
        nonlocal told
        if time.monotonic() - told < TELL_SECONDS:
            return
        told = time.monotonic()
        goes_on = "EXISTS (SELECT 1 FROM csd_export e WHERE e.id = export_id AND e.state = 'working')"
        if not execute(f"UPDATE csd_exportpart SET written = %s WHERE id = %s AND {goes_on}", [written, part.pk]):
            raise Over

    return tell


@transaction.atomic
def fail(export: Export, sentence: str) -> None:
    """End an export that cannot go on; what was written of it goes."""
    ended = {"state": ExportState.FAILED, "failure": sentence[:2000], "finished_at": timezone.now()}
    if Export.objects.filter(pk=export.pk, state__in=OPEN_STATES).update(**ended):
        log_export(export, Event.FAILED)
        transaction.on_commit(lambda: files.remove(export.file))
