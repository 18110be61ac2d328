"""How the cells of one kind are read. A Kind is declared in a FileSpec; its Reader serves one column during one load.

`Reader.many` takes the cells of a batch and returns what COPY gets, in a few calls of C functions: that is the speed of loading.
It raises Bad when any cell is wrong; then the parser asks `Reader.one` cell by cell, which finds the right words.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import Field
from django.utils.translation import gettext_noop as _

from csd.database.encrypted_field import EncryptedField
from csd.database.encryption import encrypt, marks
from csd.keys import Unfit
from csd.loading.issues import Bad
from csd.months import Month
from csd.organisation.key_words import SENTENCES, TOO_LONG

if TYPE_CHECKING:
    from csd.loading.known import KeySet, KnownKeys

NULL = "\\N"
TEXT_MAX = 10_000
YEARS = (1900, 2199)
# of a cell that is far too long no more than this is kept for the message
VALUE_SHOWN = 100
DATE_EXAMPLE, MOMENT_EXAMPLE, MONTH_EXAMPLE = "2026-07-31", "2026-07-31 08:00:00", "2026-07"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# control characters other than tab and line ends, and those that turn the direction of text
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2} (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_ONE_MOMENT = re.compile(_MOMENT)
_MOMENTS = re.compile(f"(?:{_MOMENT}\n)*+")
_MOMENTS_OR_EMPTY = re.compile(f"(?:(?:{_MOMENT})?\n)*+")

EMPTY = _("is empty, but needed")
FOREIGN_DIGITS = _("“%(value)s” has digits other than 0-9, such as full-width ones; write it like %(example)s")
BLANKS = _("“%(value)s” begins or ends with a blank")
UNWANTED = _("“%(value)s” contains a control character")
NOT_A_DATE = _("“%(value)s” is not a date like %(example)s")
NOT_A_MOMENT = _("“%(value)s” is not a time like %(example)s")
NOT_A_MONTH = _("“%(value)s” is not a month like %(example)s")
NO_SUCH_DAY = _("“%(value)s” is no day of the calendar; dates are written like %(example)s")
FAR_AWAY = _("“%(value)s” lies outside the years %(first)s to %(last)s")
NOT_ONE_OF = _("“%(value)s” is none of %(choices)s")
UNKNOWN = _("“%(value)s” is neither in %(file)s nor in the database")


class Reader:
    """Reads one column. `empty` is what COPY gets for an empty cell; None: a cell must not be empty."""

    def __init__(self, empty: str | None) -> None:
        self.empty = empty

    def one(self, cell: str) -> str:
        """What COPY gets for a cell; Bad says what is wrong with it."""
        if cell:
            return self.read(cell)
        if self.empty is None:
            raise Bad(EMPTY)
        return self.empty

    def read(self, cell: str) -> str:
        """`one`, for a cell that is not empty; as it stands unless a reader says otherwise."""
        return cell

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """`one` of each."""
        return list(map(self.one, cells))

    def months(self) -> set[Month]:
        """The months of what was read, for columns of dates."""
        return set()


class _Memo(dict[str, str]):
    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> str:
        self[cell] = text = self._read(cell)
        return text


class MemoReader(Reader):
    """For columns of few different cells: each is read once. `read` must refuse all but a bounded number of values."""

    def __init__(self, empty: str | None, read: Callable[[str], str]) -> None:
        super().__init__(empty)
        self.read = read  # type: ignore[method-assign, assignment]
        self.memo = _Memo(self.one)

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """By the memo alone."""
        return list(map(self.memo.__getitem__, cells))

    def months(self) -> set[Month]:
        """The months of all dates met."""
        return months_of(self.memo)


class ReferenceReader(MemoReader):
    """A memo of keys that exist. Where everything counts as known there is no end of them, and nothing is remembered."""

    def __init__(self, empty: str | None, read: Callable[[str], str], keys: KeySet) -> None:
        super().__init__(empty, read)
        self._keys = keys

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """By the memo, if the keys are known."""
        return super().many(cells) if self._keys.complete else list(map(self.one, cells))


class MomentReader(Reader):
    """Times: their shape by one expression over the whole batch, their dates by a memo."""

    def __init__(self, empty: str | None) -> None:
        super().__init__(empty)
        self.days = _Memo(read_date)
        self._shape = _MOMENTS if empty is None else _MOMENTS_OR_EMPTY

    def read(self, cell: str) -> str:
        """A time of a day that exists."""
        if not _ONE_MOMENT.fullmatch(cell):
            raise misshapen(cell, NOT_A_MOMENT, MOMENT_EXAMPLE)
        try:
            self.days[cell[:10]]
        except Bad as bad:
            raise Bad(bad.sentence, **{**bad.data, "value": cell, "example": MOMENT_EXAMPLE}) from None
        return cell

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells themselves: PostgreSQL reads the same form."""
        text = "\n".join(chain(cells, ("",)))
        if text.count("\n") != len(cells) or not self._shape.fullmatch(text):
            raise Bad(NOT_A_MOMENT)
        for day in {cell[:10] for cell in cells}:
            if day:
                self.days[day]
        return cells if self.empty is None or "" not in cells else [cell or NULL for cell in cells]

    def months(self) -> set[Month]:
        """The months of all times met."""
        return months_of(self.days)


class TextReader(Reader):
    """Text as it stands; a key (a number or code that others refer to) has no blanks around it and no control characters."""

    def __init__(self, empty: str | None, limit: int, key: bool) -> None:
        super().__init__(empty)
        self.limit, self.key = limit, key

    def read(self, cell: str) -> str:
        """The text with COPY's escapes."""
        if len(cell) > self.limit:
            raise Bad(TOO_LONG, value=cell, length=len(cell), limit=self.limit)
        if _UNWANTED.search(cell) or (self.key and any(mark in cell for mark in "\t\n\r")):
            raise Bad(UNWANTED, value=cell)
        if self.key and cell != cell.strip():
            raise Bad(BLANKS, value=cell)
        return cell.translate(ESCAPES)

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells themselves where nothing in them is special, which two looks at all of them together tell."""
        text = "".join(cells)
        plain = text.isprintable() and "\\" not in text and len(max(cells, key=len, default="")) <= self.limit
        if not plain or (self.empty is None and "" in cells) or (self.key and list(map(str.strip, cells)) != list(cells)):
            return super().many(cells)
        return cells


@dataclass(frozen=True)
class CellKind(ABC):
    """A kind of cell. The field of the model gives lengths and places.

    With `as_written` what the file says is staged too, where the reader makes something else of it.
    """

    as_written = False

    @abstractmethod
    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """A reader for one column of one load; `known` tells which references exist."""


@dataclass(frozen=True)
class Text(CellKind):
    """Free text; with `key`, a number or code."""

    key: bool = False

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """As long as the field."""
        return TextReader(empty, field.max_length or TEXT_MAX, self.key)


class SecretReader(TextReader):
    """Text that goes on encrypted, with the marks by which it is compared: `MARK MARK|ENCRYPTED` (csd.loading.personal)."""

    def __init__(self, empty: str | None, limit: int, about: str) -> None:
        super().__init__(empty, limit, key=False)
        self.about = about

    def read(self, cell: str) -> str:
        """The checked text, encrypted."""
        super().read(cell)
        return f"{' '.join(marks(cell, self.about))}|{encrypt(cell, self.about)}"

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """Each by itself: no two are encrypted alike."""
        return list(map(self.one, cells))


@dataclass(frozen=True)
class Secret(Text):
    """Text of an EncryptedField."""

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """As long as the field; bound to what the field is about."""
        if not isinstance(field, EncryptedField):
            raise TypeError(f"{field} is not encrypted")
        return SecretReader(empty, field.max_length or TEXT_MAX, field.about)


@dataclass(frozen=True)
class Choice(CellKind):
    """One of a few words."""

    words: tuple[str, ...]

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """Exactly one of the words."""
        return MemoReader(empty, self._read)

    def _read(self, cell: str) -> str:
        if cell not in self.words:
            raise Bad(NOT_ONE_OF, value=cell, choices=self.words)
        return cell


@dataclass(frozen=True)
class Day(CellKind):
    """A date."""

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """`2026-07-31`."""
        return MemoReader(empty, read_date)


@dataclass(frozen=True)
class Moment(CellKind):
    """A time of a day in Asia/Shanghai, which is the session's time zone during a load."""

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """`2026-07-31 08:00:00`."""
        return MomentReader(empty)


@dataclass(frozen=True)
class MonthOf(CellKind):
    """A month, kept as its first day."""

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """`2026-07`."""
        return MemoReader(empty, read_month)


@dataclass(frozen=True)
class Reference(CellKind):
    """The key of a row of another file (or of the same one), there or in the database."""

    file: str

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """Keys that exist."""
        keys = known.of(self.file)

        def read(cell: str) -> str:
            try:
                key = keys.named(cell)
            except Unfit as unfit:
                raise bad_key(unfit) from None
            if key not in keys:
                raise Bad(UNKNOWN, value=cell, file=self.file)
            return key.translate(ESCAPES)

        return ReferenceReader(empty, read, keys)


def bad_key(unfit: Unfit) -> Bad:
    """A cell that is not a key, or not a name."""
    return Bad(SENTENCES[unfit.code], **unfit.data)


def read_date(cell: str) -> str:
    """A date that exists, between the YEARS; Bad otherwise."""
    if not _DATE.fullmatch(cell):
        raise misshapen(cell, NOT_A_DATE, DATE_EXAMPLE)
    try:
        date.fromisoformat(cell)
    except ValueError:
        raise Bad(NO_SUCH_DAY, value=cell, example=DATE_EXAMPLE) from None
    if not YEARS[0] <= int(cell[:4]) <= YEARS[1]:
        raise Bad(FAR_AWAY, value=cell, first=YEARS[0], last=YEARS[1])
    return cell


def read_month(cell: str) -> str:
    """The first day of a month between the YEARS; Bad otherwise."""
    try:
        month = Month.parse(cell)
    except ValueError:
        raise misshapen(cell, NOT_A_MONTH, MONTH_EXAMPLE) from None
    if not YEARS[0] <= month.year <= YEARS[1]:
        raise Bad(FAR_AWAY, value=cell, first=YEARS[0], last=YEARS[1])
    return f"{cell}-01"


def misshapen(cell: str, sentence: str, example: str) -> Bad:
    """Why a cell is not of a shape: the commonest reasons by name, else the sentence given."""
    if len(cell) > len(example) + 100:
        return Bad(TOO_LONG, value=cell[:VALUE_SHOWN], length=len(cell), limit=len(example))
    if any(mark.isdigit() and not mark.isascii() for mark in cell):
        return Bad(FOREIGN_DIGITS, value=cell, example=example)
    if cell != cell.strip():
        return Bad(BLANKS, value=cell)
    return Bad(sentence, value=cell, example=example)


def months_of(days: dict[str, str]) -> set[Month]:
    """The months of dates or months as they are written."""
    return {Month.parse(month) for month in {day[:7] for day in days if day}}
