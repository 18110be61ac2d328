"""The log of exports: who had what written and took what away (O4)."""

from __future__ import annotations

from typing import Any

from csd.exports.models import Export, ExportLog
from csd.organisation.models import Employee

Event = ExportLog.Event


def log_export(export: Export, event: ExportLog.Event, scope: str = "") -> None:
    """Something happened to an export that its owner asked for."""
    ExportLog.objects.create(
        event=event,
        who_id=export.owner_id,
        who_was=str(export.owner)[:140],
        export=export,
        kind=export.kind,
        title=export.title,
        scope=scope,
        parameters=export.parameters,
        format=export.format,
        rows=export.rows,
        sha256=export.sha256,
    )


def log_taken(
    *, actor: Employee, kind: str, title: str, parameters: dict[str, Any], format: str, rows: int, sha256: str, scope: str = ""
) -> None:
    """A file that was made and taken in one request."""
    ExportLog.objects.create(
        event=Event.TAKEN,
        who=actor,
        who_was=str(actor)[:140],
        kind=kind,
        title=title[:200],
        scope=scope,
        parameters=parameters,
        format=format,
        rows=rows,
        sha256=sha256,
    )
