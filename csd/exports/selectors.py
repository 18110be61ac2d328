"""Reads of exports: one's own, what workers find to do, what nobody works on, the log."""

from __future__ import annotations

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csd.database.locks import IS_HELD
from csd.database.rows import rows_of
from csd.exports.models import OPEN_STATES, Export
from csd.formats import number
from csd.jobs.progress import Progress, with_rate
from csd.organisation.models import Employee

# the first number of advisory locks, so that no other use of them meets these
EXPORT_LOCK, PART_LOCK = 0x45585001, 0x45585002
_FREE = f"""
    SELECT p.id FROM csd_exportpart p
    WHERE p.export_id = %(export)s AND NOT p.done AND NOT {IS_HELD.format(space=PART_LOCK, row="p.id")}
    ORDER BY p.tries, p.number LIMIT 1
"""
_IDLE = f"""
    SELECT e.id FROM csd_export e
    WHERE e.state IN ('waiting', 'working') AND NOT {IS_HELD.format(space=EXPORT_LOCK, row="e.id")}
      AND (NOT EXISTS (SELECT 1 FROM csd_exportpart p WHERE p.export_id = e.id AND NOT p.done)
           OR EXISTS (SELECT 1 FROM csd_exportpart p WHERE p.export_id = e.id AND NOT p.done AND NOT {IS_HELD.format(space=PART_LOCK, row="p.id")}))
    ORDER BY e.id
"""  # noqa: E501


def own_export(owner: Employee, export_id: int) -> Export | None:
    """An export of the person's own; None for another's as for one that never was."""
    return Export.objects.select_related("owner").filter(pk=export_id, owner=owner).first()


def open_exports(owner: Employee) -> int:
    """How many exports of a person wait or are being written."""
    return Export.objects.filter(owner=owner, state__in=OPEN_STATES).count()


def free_part(export_id: int) -> int | None:
    """A part that is neither written nor held; those that failed come last."""
    found = rows_of(_FREE, {"export": export_id})
    return found[0][0] if found else None


def parts_left(export_id: int) -> bool:
    """Whether a part is not written yet."""
    return bool(rows_of("SELECT 1 FROM csd_exportpart WHERE export_id = %s AND NOT done LIMIT 1", [export_id]))


def idle_exports() -> list[int]:
    """Open exports with something to do that nobody is doing."""
    return [export for (export,) in rows_of(_IDLE)]


def files_of(*states: str) -> list[str]:
    """The names of the files of exports in these states."""
    return list(Export.objects.filter(state__in=states).values_list("file", flat=True))


def progress_of(export: Export) -> Progress:
    """How far an export is, from its parts."""
    done = export.parts.aggregate(Sum("written"))["written__sum"] or 0
    seconds = (timezone.now() - export.started_at).total_seconds() if export.started_at else 0
    words = _("%(done)s of %(total)s rows written") % {"done": number(done), "total": number(export.total or 0)}
    rate = with_rate(done, export.total, seconds, _("%(rate)s rows a second, about %(left)s left"))
    url = reverse("export-progress", kwargs={"export_id": export.pk})
    return Progress(done, export.total, words, export.state in OPEN_STATES, url, rate)
