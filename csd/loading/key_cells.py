"""Cells of keys and names, by the one rule for them (csd.keys)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field

from csd.keys import Unfit, clean_name, clean_number
from csd.loading.kinds import ESCAPES, TEXT_MAX, CellKind, Reader, bad_key
from csd.loading.known import KeySet, KnownKeys, is_plain


class KeyReader(Reader):
    """Numbers and codes in their plain form; one that is stored already in another form is that one."""

    def __init__(self, empty: str | None, limit: int, keys: KeySet) -> None:
        super().__init__(empty)
        self.limit, self._keys = limit, keys

    def read(self, cell: str) -> str:
        """The key with COPY's escapes."""
        try:
            return self._keys.named(cell, self.limit).translate(ESCAPES)
        except Unfit as unfit:
            raise bad_key(unfit) from None

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells themselves where they are letters and digits alone."""
        plain = is_plain(cells) and not self._keys.older and len(max(cells, key=len, default="")) <= self.limit
        return cells if plain and "" not in cells else super().many(cells)


class RuleReader(Reader):
    """What a rule makes of each cell."""

    def __init__(self, empty: str | None, limit: int, rule: Callable[[str, int], str]) -> None:
        super().__init__(empty)
        self.limit, self._rule = limit, rule

    def read(self, cell: str) -> str:
        """The text with COPY's escapes."""
        try:
            text = self._rule(cell, self.limit)
        except Unfit as unfit:
            raise bad_key(unfit) from None
        return text.translate(ESCAPES) if text or self.empty is None else self.empty

    def many(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells themselves where they are letters and digits alone."""
        plain = is_plain(cells) and len(max(cells, key=len, default="")) <= self.limit
        return cells if plain and ("" not in cells or self.empty == "") else super().many(cells)


@dataclass(frozen=True)
class Key(CellKind):
    """The number or code that rows of the file are named by. `of` is the file whose rows it names, where others refer to them."""

    of: str = ""

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """As long as the field."""
        return KeyReader(empty, field.max_length or TEXT_MAX, known.of(self.of) if self.of else KeySet())


@dataclass(frozen=True)
class OrderNumber(CellKind):
    """A key that many rows share; what is written is kept beside it, for rows that were stored so before the rule."""

    as_written = True

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """As long as the field."""
        return KeyReader(empty, field.max_length or TEXT_MAX, KeySet())


@dataclass(frozen=True)
class Name(CellKind):
    """The name of a person or a thing."""

    as_written = True

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """As long as the field."""
        return RuleReader(empty, field.max_length or TEXT_MAX, clean_name)


@dataclass(frozen=True)
class Phone(CellKind):
    """A phone number without the wrappers of spreadsheets."""

    def reader(self, field: Field[Any, Any], empty: str | None, known: KnownKeys) -> Reader:
        """As long as the field."""
        return RuleReader(empty, field.max_length or TEXT_MAX, clean_number)
