"""Reads of exports: one's own, what workers find to do, what nobody works on, the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from csd.database.rows import rows_of
from csd.exports.models import OPEN_STATES, Export
from csd.formats import duration, number
from csd.organisation.models import Employee

# the first number of advisory locks, so that no other use of them meets these
EXPORT_LOCK, PART_LOCK = 0x45585001, 0x45585002
_HELD = """
    EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {space} AND l.objsubid = 2
            AND l.objid = mod({row}, 2147483647) AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""
_FREE = f"""
    SELECT p.id FROM csd_exportpart p
    WHERE p.export_id = %(export)s AND NOT p.done AND NOT {_HELD.format(space=PART_LOCK, row="p.id")}
    ORDER BY p.tries, p.number LIMIT 1
"""
_IDLE = f"""
    SELECT e.id FROM csd_export e
    WHERE e.state IN ('waiting', 'working') AND NOT {_HELD.format(space=EXPORT_LOCK, row="e.id")}
      AND (NOT EXISTS (SELECT 1 FROM csd_exportpart p WHERE p.export_id = e.id AND NOT p.done)
           OR EXISTS (SELECT 1 FROM csd_exportpart p WHERE p.export_id = e.id AND NOT p.done AND NOT {_HELD.format(space=PART_LOCK, row="p.id")}))
    ORDER BY e.id
"""


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
    """Open exports of which something is to do that nobody does."""
    return [export for (export,) in rows_of(_IDLE)]


def files_of(*states: str) -> list[str]:
    """The names of the files of exports in these states."""
    return list(Export.objects.filter(state__in=states).values_list("file", flat=True))


@dataclass(frozen=True)
class Progress:
    """How far an export is: rows written of all, parts, rows a second, seconds left (None before there is a rate)."""

    done: int
    total: int | None
    rate: float | None

    @property
    def left(self) -> int | None:
        """Seconds until it is written, at this rate."""
        return max(0, round((self.total - self.done) / self.rate)) if self.rate and self.total is not None else None

    @property
    def rate_words(self) -> str:
        """The rate as pages write it."""
        return number(round(self.rate or 0))

    @property
    def left_words(self) -> str:
        """The time that is left as pages write it."""
        return duration(timedelta(seconds=self.left or 0))


def progress_of(export: Export) -> Progress:
    """The progress of an export from its parts."""
    done = export.parts.aggregate(Sum("written"))["written__sum"] or 0
    seconds = (timezone.now() - export.started_at).total_seconds() if export.started_at else 0
    return Progress(done, export.total, done / seconds if seconds > 1 and done else None)
