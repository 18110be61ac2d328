"""What is wrong in a folder: where, what, and what would be right. Sentences are translated when they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.errors import Refused
from csd.formats import shown

ISSUES_MAX = 10_000
# what an issue names instead of a column when it is about the whole file or the whole row
FILE, ROW = "file", "row"


class Bad(Exception):
    """A cell or a row that cannot be read; the sentence says why and what would be right."""

    def __init__(self, sentence: str, **data: Any) -> None:
        super().__init__(sentence)
        self.sentence, self.data = sentence, data


@dataclass(frozen=True, slots=True)
class Issue:
    """One error or warning; str() is the line that people read: `file.csv:LINE: column: what is wrong`."""

    place: int
    file: str
    line: int
    column: str
    sentence: str
    data: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {gettext(self.sentence) % self.data}"


@dataclass
class Issues:
    """Issues of one kind over all files. At most ISSUES_MAX of a file and twice as many in all are kept, the others counted."""

    kept: list[Issue] = field(default_factory=list)
    count: int = 0
    _of_file: dict[int, int] = field(default_factory=dict)

    def add(self, file: FilePlace, line: int, column: str, bad: Bad, times: int = 1) -> None:
        """Note one issue; with `times`, that many, of which only this one is shown."""
        self.count += times
        kept = self._of_file.get(file.place, 0)
        if kept < ISSUES_MAX and len(self.kept) < 2 * ISSUES_MAX:
            self._of_file[file.place] = kept + 1
            data = {name: shown(value) for name, value in bad.data.items()}
            # names of files and columns may be anything too
            self.kept.append(Issue(file.place, shown(file.name), line, shown(column), bad.sentence, data))

    def add_all(self, file: FilePlace, column: str, total: int, found: Iterable[tuple[int, Bad]]) -> None:
        """Note issues by line; `total` of them exist, of which `found` may be only the first."""
        more = total
        for line, bad in found:
            self.add(file, line, column, bad)
            more -= 1
        self.count += more

    def in_order(self) -> list[Issue]:
        """The first ISSUES_MAX by file and line."""
        return sorted(self.kept, key=lambda issue: (issue.place, issue.line))[:ISSUES_MAX]


@dataclass(frozen=True)
class FilePlace:
    """A file of the folder by name, and its place in the order of loading."""

    place: int
    name: str


class FolderRefused(Refused):
    """A folder with errors: nothing of it was loaded. `issues` are the first errors, `more` counts the others."""

    def __init__(self, issues: list[Issue], more: int = 0) -> None:
        super().__init__("bad_folder", _("Nothing was loaded: %(count)s errors in the folder."), count=len(issues) + more)
        self.issues, self.more = issues, more
