"""Reads of what was loaded: batches and their files."""

from __future__ import annotations

from csd.database.rows import Query
from csd.lists.declared import Arguments
from csd.loading.models import ImportBatch, ImportFile
from csd.organisation.standing import Standing

_BATCHES = """
    SELECT b.id, b.loaded_at, b.loaded_by, b.folder, f.files, f.added, f.updated FROM csd_importbatch b
    LEFT JOIN LATERAL (
        SELECT count(*) AS files, sum(added) AS added, sum(updated) AS updated FROM csd_importfile f WHERE f.batch_id = b.id
    ) f ON true
"""


def batches_query(who: Standing, arguments: Arguments) -> Query:
    """All batches with how many files and rows."""
    return Query(_BATCHES)


def batch_by_id(batch_id: int) -> ImportBatch | None:
    """One batch."""
    return ImportBatch.objects.filter(pk=batch_id).first()


def files_of(batch: ImportBatch) -> list[ImportFile]:
    """The files of a batch, by name."""
    return list(batch.files.order_by("name"))
