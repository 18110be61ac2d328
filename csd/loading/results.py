"""What a load found, file by file, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass

from csd.loading.issues import Issue


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
