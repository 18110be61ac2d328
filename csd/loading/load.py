"""One load under way: what it has found so far and what it was asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from csd.loading.folder import FolderFile
from csd.loading.issues import Issue, Issues
from csd.loading.kinds import Day, Moment, MonthOf
from csd.loading.known import KnownKeys
from csd.loading.parsing import Source
from csd.loading.sheets import SheetSource
from csd.loading.sources import CsvSource
from csd.loading.staging import Staged

Report = Callable[[str], object]
SECONDS_BETWEEN_REPORTS = 2.0
_FORMS = {Day: "date", Moment: "moment", MonthOf: "month"}


@dataclass(frozen=True)
class FileResult:
    """A file of a load: `rows` in it, `added` new ones, `updated` rows that changed, `same` as were there already."""

    name: str
    sha256: str
    rows: int
    added: int
    updated: int

    @property
    def same(self) -> int:
        """Rows that were there already, unchanged."""
        return self.rows - self.added - self.updated


@dataclass(frozen=True)
class LoadResult:
    """A load that went through. `batch_id` is None when nothing was new; `ignored` are files of other commands."""

    files: list[FileResult]
    warnings: list[Issue]
    more_warnings: int
    ignored: list[str]
    batch_id: int | None

    @property
    def rows(self) -> int:
        """All rows of all files."""
        return sum(file.rows for file in self.files)

    @property
    def changes(self) -> int:
        """How many rows were added or updated."""
        return sum(file.added + file.updated for file in self.files)


@dataclass
class Progress:
    """Passes on how far a load is, at most every SECONDS_BETWEEN_REPORTS within a file."""

    report: Report
    _last: float = field(default_factory=time.monotonic)

    def reading(self, name: str, rows: int) -> None:
        """So many rows of a file were read."""
        if self._due():
            self.report(_("%(file)s: %(rows)s rows read") % {"file": name, "rows": rows})

    def writing(self, name: str, rows: int, total: int) -> None:
        """So many rows of a file were written."""
        if self._due():
            self.report(_("%(file)s: %(rows)s of %(total)s rows written") % {"file": name, "rows": rows, "total": total})

    def _due(self) -> bool:
        now = time.monotonic()
        due = now - self._last >= SECONDS_BETWEEN_REPORTS
        if due:
            self._last = now
        return due


@dataclass
class Load:
    """What the checks of a load see and add to."""

    folder: Path
    loaded_by: str
    progress: Progress
    errors: Issues = field(default_factory=Issues)
    warnings: Issues = field(default_factory=Issues)
    known: KnownKeys = field(default_factory=KnownKeys)
    staged: dict[str, Staged] = field(default_factory=dict)


def source_of(file: FolderFile) -> Source:
    """How the rows of a file are read."""
    if file.path.suffix.lower() == ".csv":
        return CsvSource(file.path)
    forms = {column.name: form for column in file.spec.columns if (form := _FORMS.get(type(column.kind)))}
    return SheetSource(file.path, forms)
