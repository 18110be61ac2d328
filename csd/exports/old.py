"""Removing the files of exports that are past their days."""

from __future__ import annotations

from django.utils import timezone

from csd.exports import files
from csd.exports.models import OPEN_STATES, Export, ExportState
from csd.exports.selectors import files_of

STRAY_SECONDS = 24 * 3600


def expire_exports() -> int:
    """Remove the files of exports past their days, and what killed workers left; says how many exports expired."""
    old = list(Export.objects.filter(state=ExportState.DONE, expires_at__lte=timezone.now()))
    for export in old:
        Export.objects.filter(pk=export.pk, state=ExportState.DONE).update(state=ExportState.EXPIRED)
        files.remove(export.file)
    files.remove_strays(files_of(*OPEN_STATES), files_of(ExportState.DONE), STRAY_SECONDS)
    return len(old)
