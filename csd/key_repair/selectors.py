"""Keys and names in the database that break the rule (csd.keys), and what would become of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd.database.rows import rows_of
from csd.formats import shown
from csd.key_repair.registry import KEY_COLUMNS, KeyColumn
from csd.keys import Unfit
from csd.organisation.key_words import reason_of

BECOMES = _("%(key)s becomes “%(new)s”")
STAYS = _("%(key)s would be “%(new)s”: %(reason)s")
TAKEN = _("%(key)s would become “%(new)s”, which %(other)s is")
UNFIT = _("%(reason)s; say what it shall be with mend_keys --rename %(place)s %(row)s NEW")
# of keys the database knows which are plain; of the others, and of all names, Python says it
_PLAIN = "t.{name} ~ '^[A-Za-z0-9_-]+$' AND t.{name} ~ '[A-Za-z0-9]'"


@dataclass(frozen=True)
class OddKey:
    """A stored key or name that breaks the rule, and what it `becomes`; or why it cannot, is `held`, or is `taken` there.

    A key stands for all its `rows`, of which `row` is the first; a name for one row alone, because two people may have the same.
    """

    column: KeyColumn
    value: str
    row: int
    rows: int
    becomes: str = ""
    unfit: Unfit | None = None
    held: str = ""
    taken: str = ""

    @property
    def mends(self) -> bool:
        """Whether there is something to be changed."""
        return bool(self.becomes) and not self.held and not self.taken

    @property
    def words(self) -> str:
        """`employees.employee_no 17: “KF4\\x200b”`; a key of several rows says of how many."""
        return f"{self.column.place} {self.row}: “{shown(self.value)}”" + (f" × {self.rows}" if self.rows > 1 else "")

    def __str__(self) -> str:
        key, new = self.words, shown(self.becomes)
        if self.unfit is not None:
            reason = f"{self.column.place} {self.row}: {reason_of(self.unfit)}"
            return gettext(UNFIT) % {"reason": reason, "place": self.column.place, "row": self.row}
        if self.held:
            return gettext(STAYS) % {"key": key, "new": new, "reason": gettext(self.held)}
        if self.taken:
            return gettext(TAKEN) % {"key": key, "new": new, "other": self.taken}
        return gettext(BECOMES) % {"key": key, "new": new}


def odd_keys() -> list[OddKey]:
    """All of them, by column and value."""
    return [key for column in KEY_COLUMNS.values() for key in with_taken(column, _of_column(column))]


def _of_column(column: KeyColumn) -> list[OddKey]:
    plain = f"WHERE NOT ({_PLAIN.format(name=column.name)})" if column.shared else ""
    values = (value for (value,) in rows_of(f"SELECT DISTINCT t.{column.name} FROM {column.model._meta.db_table} t {plain}"))
    odd = {value: judged for value in values if (judged := _judged(column, value)) is not None}
    if not odd:
        return []
    held = ", ".join(f"bool_or({condition})" for condition in column.held.values()) or "NULL"
    found = rows_of(
        f"SELECT t.{column.name}, min(t.id), count(*), {held} FROM {column.model._meta.db_table} t WHERE t.{column.name} = ANY(%s)"
        f" GROUP BY 1{'' if column.shared else ', t.id'} ORDER BY 1, 2",
        [list(odd)],
    )
    return [replace(odd[value], row=row, rows=rows, held=_reason(column, kept)) for value, row, rows, *kept in found]


def _judged(column: KeyColumn, value: str) -> OddKey | None:
    """What is wrong with a value; None where nothing is."""
    try:
        becomes = column.rule(value, column.limit)
    except Unfit as unfit:
        return OddKey(column, value, 0, 0, unfit=unfit)
    return OddKey(column, value, 0, 0, becomes) if becomes != value else None


def _reason(column: KeyColumn, kept: Sequence[bool | None]) -> str:
    return next((reason for reason, holds in zip(column.held, kept, strict=False) if holds), "")


def with_taken(column: KeyColumn, found: list[OddKey]) -> list[OddKey]:
    """With the rows that already have what a key would become, or would become the same."""
    wanted = [key.becomes for key in found if key.becomes]
    if not column.unique or not wanted:
        return found
    there = {getattr(row, column.name): row for row in column.model._default_manager.filter(**{f"{column.name}__in": wanted})}
    repeated = {
        text: row
        for model, name, link in column.follows
        for text, row in model._default_manager.filter(**{f"{name}__in": wanted}).values_list(name, link)
    }
    return [replace(key, taken=_taken(key, found, there, repeated)) if key.becomes else key for key in found]


def _taken(key: OddKey, found: Sequence[OddKey], there: Mapping[str, Model], repeated: Mapping[str, int | None]) -> str:
    """Who has what a key would become: another row, another key that would become the same, or somebody else's login."""
    if key.becomes in there:
        return f"“{there[key.becomes]}”"
    same = next((other for other in found if other.becomes == key.becomes and other.row != key.row), None)
    if same is not None:
        return f"“{shown(same.value)}” ({same.row})"
    return f"“{key.becomes}”" if key.becomes in repeated and repeated[key.becomes] != key.row else ""
