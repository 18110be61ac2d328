"""How workers write exports: planned as parts, each part written by one worker, the last one joins them.

Whoever plans, writes a part or joins holds an advisory lock of its database session: it goes with the worker that dies, and the
next one begins that part again. Whoever is late or doubled finds the lock taken or the part done. Progress is committed as it
is made; an export that was cancelled meanwhile tells its worker so by it.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.database.locks import held
from csd.database.lost_connections import connection_lost
from csd.database.rows import execute
from csd.errors import NotAllowed, Refused
from csd.exports import files
from csd.exports.log import Event, log_export
from csd.exports.models import OPEN_STATES, Export, ExportPart, ExportState
from csd.exports.registry import KINDS, ExportKind, Maker, Order, Span, post_of
from csd.exports.selectors import EXPORT_LOCK, PART_LOCK, free_part, parts_left
from csd.faultpoints import fault_point
from csd.organisation.standing import standing_of

logger = logging.getLogger(__name__)
MAX_TRIES = 3
TELL_SECONDS = 0.5
Offer = Callable[[int, int], None]
NOT_YOURS = _("Your rights have changed since you asked for this export. Ask for it again.")
BROKEN = _("The file could not be written. Try again; if it fails again, tell whoever looks after the program.")


class Ended(Exception):
    """The export is over: cancelled, failed, or done by somebody else."""


def work_on(export_id: int, offer: Offer | None = None) -> None:
    """Take part in an export until nothing of it is free. `offer(export, count)` asks so many other workers to join."""
    try:
        with translation.override(_open(export_id).language):
            if not _planned(export_id, offer):
                return
            while (part := free_part(export_id)) is not None:
                _write(export_id, part)
            if not parts_left(export_id):
                _finish(export_id)
    except Ended:
        return


def order_of(export: Export) -> tuple[ExportKind, Maker, Order]:
    """An export as its makers see it; NotAllowed where its owner may not have it any more (O4)."""
    who = standing_of(export.owner, timezone.localdate())
    kind = KINDS[export.kind]
    if not kind.seen_by(who, export.parameters) or post_of(who) != export.post:
        raise NotAllowed("not_yours", NOT_YOURS)
    order = Order(who, export.parameters, export.format, kind.title(export.parameters), kind.scope(export.parameters), export.asked_at)
    return kind, kind.makers[export.format], order


def _planned(export_id: int, offer: Offer | None) -> bool:
    """Whether the export is under way with its parts; plans it where nobody has."""
    export = _open(export_id)
    if export.state == ExportState.WORKING:
        return True
    with held(EXPORT_LOCK, export_id) as mine:
        if not mine:
            return False
        with _failing(export):
            _kind, maker, order = order_of(export)
            plan, total = maker.plan(order), KINDS[export.kind].count(order)
            fault_point("export.planned")
            _begin(export, plan, total)
        if offer and len(plan) > 1:
            offer(export_id, min(len(plan), settings.CSD_EXPORT_WORKERS) - 1)
    return _open(export_id).state == ExportState.WORKING


@transaction.atomic
def _begin(export: Export, plan: Sequence[Span], total: int) -> None:
    begun = {"state": ExportState.WORKING, "total": total, "started_at": timezone.now()}
    if Export.objects.filter(pk=export.pk, state=ExportState.WAITING).update(**begun):
        ExportPart.objects.bulk_create(ExportPart(export=export, number=n, low=low, high=high) for n, (low, high) in enumerate(plan))


def _write(export_id: int, part_id: int) -> None:
    with held(PART_LOCK, part_id) as mine:
        part = ExportPart.objects.get(pk=part_id)
        if not mine or part.done:
            return
        export = _open(export_id)
        with _failing(export, part):
            _kind, maker, order = order_of(export)
            with files.appearing(files.path_of(export.file, part.number)) as path:
                fault_point("export.part.begun")
                rows = maker.write(order, (part.low, part.high), path, _teller(part))
                fault_point("export.part.written")
            fault_point("export.part.there")
            ExportPart.objects.filter(pk=part_id).update(done=True, written=rows)
            fault_point("export.part.marked")


def _finish(export_id: int) -> None:
    with held(EXPORT_LOCK, export_id) as mine:
        if not mine:
            return
        export = _open(export_id)
        with _failing(export):
            _kind, maker, order = order_of(export)
            parts = [files.path_of(export.file, number) for number in export.parts.values_list("number", flat=True)]
            whole = files.path_of(export.file)
            with files.appearing(whole) as path:
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
        raise Ended
    return export


def _teller(part: ExportPart) -> Callable[[int], None]:
    """Tells, now and then, how many rows of a part are written; Ended when the export is over."""
    told = time.monotonic()

    def tell(written: int) -> None:
        nonlocal told
        if time.monotonic() - told < TELL_SECONDS:
            return
        told = time.monotonic()
        goes_on = "EXISTS (SELECT 1 FROM csd_export e WHERE e.id = export_id AND e.state = 'working')"
        if not execute(f"UPDATE csd_exportpart SET written = %s WHERE id = %s AND {goes_on}", [written, part.pk]):
            raise Ended

    return tell


@contextlib.contextmanager
def _failing(export: Export, part: ExportPart | None = None) -> Iterator[None]:
    """What goes wrong is counted, and ends the export where it is a refusal or went wrong too often."""
    try:
        yield
    except Ended:
        raise
    except Refused as refusal:
        fail(export, str(refusal))
        raise Ended from refusal
    except Exception as error:
        if connection_lost(error):
            raise
        logger.exception("export %s failed", export.pk)
        if _gave_up(export, part):
            fail(export, gettext(BROKEN))
        raise Ended from error


def _gave_up(export: Export, part: ExportPart | None) -> bool:
    if part is None:
        return True
    part.tries += 1
    ExportPart.objects.filter(pk=part.pk).update(tries=part.tries, written=0)
    return part.tries >= MAX_TRIES


@transaction.atomic
def fail(export: Export, sentence: str) -> None:
    """End an export that cannot go on; what was written of it goes."""
    ended = {"state": ExportState.FAILED, "failure": sentence[:2000], "finished_at": timezone.now()}
    if Export.objects.filter(pk=export.pk, state__in=OPEN_STATES).update(**ended):
        log_export(export, Event.FAILED)
        transaction.on_commit(lambda: files.remove(export.file))
