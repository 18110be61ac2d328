"""What a file of a company folder is (columns, key, months, checks; apps declare theirs), and what a load knows while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _

from csd.loading.issues import Bad, FilePlace, Issues
from csd.loading.key_cells import Key
from csd.loading.kinds import NULL, CellKind, Reference
from csd.loading.known import KnownKeys
from csd.loading.months import MonthRule
from csd.months import Month

# the cells of a batch by column; yields (index in the batch, column, what is wrong)
RowCheck = Callable[[Mapping[str, Sequence[str]]], Iterator[tuple[int, str, Bad]]]
# looks at a staged file as a set and adds issues to the load
SetCheck = Callable[["Load", "Staged"], None]
# writes what belongs to a file beside its own table
SideWrite = Callable[["Load", "Staged"], None]


@dataclass(frozen=True)
class Column:
    """A column of a file and the model field it fills.

    An empty cell of a `required` column is an error; of another it is `default`, or none. Cells of `updates` columns may
    change in rows that are there already, with the months that a change touches given by that rule. A `further` column may be
    missing altogether. What is `private` is not written out in messages. `aside` columns do not belong to the file's own table.
    """

    name: str
    kind: CellKind
    field: str = ""
    required: bool = True
    default: str | None = None
    updates: UpdateRule | None = None
    further: bool = False
    private: bool = False
    aside: type[Model] | None = None

    @property
    def field_name(self) -> str:
        """The model field."""
        return self.field or self.name


@dataclass(frozen=True)
class UpdateRule:
    """Which months a change of a cell touches: SQL over the staged row `s`, the row `t` that is there and `m.month`; empty for none."""

    condition: str = ""


@dataclass(frozen=True)
class FileSpec:
    """A file. `key` names the columns that make a row the same one; without a key, rows are compared as a multiset.

    `sample` is a line as somebody would write it, without the optional further columns, of a company with the department CS, the people
    E1 and E2 and the campaign C1: what tests, documents and templates show of the file comes from it.
    """

    name: str
    sample: str
    model: type[Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    months: MonthRule | None = None
    constants: tuple[tuple[str, str], ...] = ()
    row_checks: tuple[RowCheck, ...] = ()
    set_checks: tuple[SetCheck, ...] = ()
    side_write: SideWrite | None = None

    def column(self, name: str) -> Column:
        """A column by name; KeyError when there is none."""
        return next(column for column in self.columns if column.name == name)

    def model_field(self, column: Column) -> Field[Any, Any]:
        """The model field a column fills."""
        field = (column.aside or self.model)._meta.get_field(column.field_name)
        if not isinstance(field, Field):
            raise FieldDoesNotExist(column.field_name)
        return field

    def empty_text(self, column: Column) -> str | None:
        """What COPY gets for an empty cell; None where it must not be empty."""
        if column.required:
            return None
        if column.default is not None:
            return column.default
        field = self.model_field(column)
        return NULL if field.null or isinstance(field, ForeignKey) else ""

    @property
    def own_columns(self) -> tuple[Column, ...]:
        """The columns of the file's own table."""
        return tuple(column for column in self.columns if column.aside is None)

    @property
    def references(self) -> set[str]:
        """The files that this one refers to; perhaps itself."""
        return {column.kind.file for column in self.columns if isinstance(column.kind, Reference)}

    @property
    def named_by(self) -> bool:
        """Whether its rows are named by a key of their own."""
        return len(self.key) == 1 and isinstance(self.column(self.key[0]).kind, Key)

    @property
    def refers_to_itself(self) -> bool:
        """Whether rows refer to rows of the same file."""
        return self.name in self.references

    @property
    def table(self) -> str:
        """The table the rows go to."""
        return self.model._meta.db_table


def in_order(earlier: str, later: str, sentence: str, *, may_be_equal: bool) -> RowCheck:
    """A RowCheck that two dates or times of a row stand in order; `sentence` gets both as `earlier` and `later`."""

    def check(cells: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, str, Bad]]:
        # as they are written, dates and times sort like text
        for index, (first, second) in enumerate(zip(cells[earlier], cells[later], strict=True)):
            if first >= second and second and not (may_be_equal and first == second):
                yield index, later, Bad(sentence, earlier=first, later=second)

    return check


Report = Callable[[str], object]


SECONDS_BETWEEN_REPORTS = 2.0


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


@dataclass
class Staged:
    """A file in its staging table: `rows` are in the file, of which `known` are in the database and `changed` differ there.

    `rewritten` names the columns in which something was read otherwise than it is written; `aside` counts rows that are there and get
    something in another table (personal data).
    """

    spec: FileSpec
    place: FilePlace
    columns: list[Column] = field(default_factory=list)
    rewritten: set[str] = field(default_factory=set)
    sha256: str = ""
    rows: int = 0
    staged: int = 0
    months: set[Month] = field(default_factory=set)
    known: int = 0
    changed: int = 0
    aside: int = 0

    @property
    def table(self) -> str:
        """The staging table."""
        return f"load_{self.spec.name}"

    @property
    def known_table(self) -> str:
        """Lines of rows that are in the database already: (line, id, changed)."""
        return f"load_{self.spec.name}_known"

    @property
    def new(self) -> int:
        """How many rows are not there yet."""
        return self.staged - self.known


@dataclass(frozen=True)
class FolderFile:
    """A file to load."""

    spec: FileSpec
    path: Path
    place: FilePlace
