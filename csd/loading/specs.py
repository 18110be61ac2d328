"""What a file of a company folder is: its columns, key, months and checks. Apps declare theirs in <app>/loading.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model

from csd.loading.issues import Bad
from csd.loading.kinds import NULL, Kind, Reference
from csd.loading.months import MonthRule

if TYPE_CHECKING:
    from csd.loading.load import Load
    from csd.loading.staging import Staged

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
    kind: Kind
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
    """A file. `key` names the columns that make a row the same one; without a key, rows are compared as a multiset."""

    name: str
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
