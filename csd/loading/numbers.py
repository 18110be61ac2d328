"""Amounts, quantities, rates, counts: plain ASCII digits, as exact as the column that takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import DecimalField, Field
from django.utils.translation import gettext_noop as _

from csd.loading.issues import Bad
from csd.loading.kinds import BLANKS, FOREIGN_DIGITS, TOO_LONG, VALUE_SHOWN, CellKind, MemoReader, Reader
from csd.months import Month

if TYPE_CHECKING:
    from csd.loading.known import KnownKeys

# beyond this a cell is not looked at further: what is done below stays cheap for a number of ten million digits
LENGTH_MAX = 40
_DECIMAL = re.compile(r"([-−]?)([0-9]+)(?:\.([0-9]*))?")
_SEPARATED = re.compile(r"-?[0-9]{1,3}([,，'’ ][0-9]{3})+(\.[0-9]*)?")

NOT_A_NUMBER = _("“%(value)s” is not a number like %(example)s")
NEGATIVE = _("“%(value)s” is negative; 0 or more is needed")
ABOVE_ZERO = _("“%(value)s” is above 0; this figure is 0 or negative")
SEPARATOR = _("“%(value)s” has a thousands separator; write it like %(example)s")
PLACES = _("“%(value)s” has more than %(places)s decimal places")
TOO_LARGE = _("“%(value)s” is too large: at most %(digits)s digits before the point")
OUT_OF_RANGE = _("“%(value)s” is not between %(low)s and %(high)s")
NOT_WHOLE = _("“%(value)s” is not a whole number like %(example)s")


class NumberReader(Reader):
    """Decimal numbers that fit a column: a batch by one expression over all of it."""

    def __init__(self, empty: str | None, digits: int, places: int, negative: bool) -> None:
        super().__init__(empty)
        self.digits, self.places, self.negative = digits, places, negative
        self.example = f"{'-' if negative else ''}1234.50" if places == 2 else "1.5"
        # no possessive `?+`: Python before 3.11.5 takes "5." for a number with it
        one = rf"[0-9]{{1,{digits}}}+(?:\.[0-9]{{1,{places}}})?"
        if negative:
            one = rf"(?:-{one}|0(?:\.0+)?)"
        self._one = re.compile(one)
        self._all = re.compile(f"(?:{one}\n)*+" if empty is None else f"(?:(?:{one})?\n)*+")

    def read(self, cell: str) -> str:
        """A number in digits and point; PostgreSQL reads the same form."""
        if len(cell) > LENGTH_MAX or not self._one.fullmatch(cell):
            raise self._why(cell)
        return cell

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells themselves."""
        text = "\n".join(chain(cells, ("",)))
        if text.count("\n") != len(cells) or not self._all.fullmatch(text):
            raise Bad(NOT_A_NUMBER)
        return cells if self.empty is None or "" not in cells else [cell or self.empty for cell in cells]

    def _why(self, cell: str) -> Bad:
        found = plain_number(cell, self.example)
        if isinstance(found, Bad):
            return found
        sign, whole, fraction = found
        if sign and not self.negative:
            return Bad(NEGATIVE, value=cell)
        if len(fraction) > self.places:
            return Bad(PLACES, value=cell, places=self.places)
        if len(whole) > self.digits:
            return Bad(TOO_LARGE, value=cell, digits=self.digits)
        if self.negative and not sign:
            return Bad(ABOVE_ZERO, value=cell)
        return Bad(NOT_A_NUMBER, value=cell, example=self.example)


def plain_number(cell: str, example: str) -> tuple[str, str, str] | Bad:
    """Sign, digits before and after the point; or why it is not such a number. Looks at no more than LENGTH_MAX characters."""
    if len(cell) > LENGTH_MAX:
        return Bad(TOO_LONG, value=cell[:VALUE_SHOWN], length=len(cell), limit=LENGTH_MAX)
    if any(mark.isdigit() and not mark.isascii() for mark in cell):
        return Bad(FOREIGN_DIGITS, value=cell, example=example)
    if cell != cell.strip():
        return Bad(BLANKS, value=cell)
    if _SEPARATED.fullmatch(cell):
        return Bad(SEPARATOR, value=cell, example=example)
    found = _DECIMAL.fullmatch(cell)
    if found is None or found[1] == "−" or found[3] == "":
        return Bad(NOT_A_NUMBER, value=cell, example=example)
    return found[1], found[2], found[3] or ""


@dataclass(frozen=True)
class Number(CellKind):
    """A decimal of 0 or more (`negative`: of 0 or less) that fits its DecimalField exactly; with `high`, at most that."""

    negative: bool = False
    high: int | None = None

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """Digits and places as the field has them."""
        if not isinstance(field, DecimalField):
            raise TypeError(f"{field} is not a DecimalField")
        reader = NumberReader(empty, field.max_digits - field.decimal_places, field.decimal_places, self.negative)
        return reader if self.high is None else MemoReader(empty, _at_most(reader, self.high))


@dataclass(frozen=True)
class Whole(CellKind):
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """Digits alone."""
        return _WholeReader(empty, self._read)

    def _read(self, cell: str) -> str:
        found = plain_number(cell, str(self.low))
        if isinstance(found, Bad):
            raise Bad(NOT_WHOLE, **found.data) if found.sentence == NOT_A_NUMBER else found
        if found[0] and self.low >= 0:
            raise Bad(NEGATIVE, value=cell)
        if "." in cell:
            raise Bad(NOT_WHOLE, value=cell, example=str(self.low))
        if not self.low <= int(cell) <= self.high:
            raise Bad(OUT_OF_RANGE, value=cell, low=self.low, high=self.high)
        return str(int(cell))


class _WholeReader(MemoReader):
    def months(self) -> set[Month]:
        """For columns of years: the first month of each."""
        return {Month(int(year), 1) for year in self.memo.values()}


def _at_most(reader: NumberReader, high: int) -> Any:
    def read(cell: str) -> str:
        text = reader.read(cell)
        if Decimal(text) > high:
            raise Bad(OUT_OF_RANGE, value=cell, low=0, high=high)
        return text

    return read
