"""Which keys other rows may refer to: those of the database and those of the folder's own files."""

from __future__ import annotations

from collections.abc import Iterable

from csd.keys import Unfit, clean_key

KEY_MAX = 64


class KeySet:
    """The keys of one file. Where its file could not be read to the end, every key counts as known: no errors follow from errors.

    `older` are keys of the database from before the rule for keys, by what they would be now: whatever spelling of such a key a file
    has means the row that is there. Where two of them would be one key (`ambiguous`), no cell can say which it means.
    """

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.older: dict[str, str] = {}
        self.ambiguous: set[str] = set()
        self.complete = True

    def __contains__(self, key: str) -> bool:
        return key in self.keys or not self.complete

    def named(self, cell: str, limit: int = KEY_MAX) -> str:
        """The key that a cell means; Unfit for what cannot be one."""
        if cell in self.keys:
            return cell
        key = clean_key(cell, limit)
        if key in self.ambiguous and key not in self.keys:
            raise Unfit("ambiguous", value=cell)
        return key if key in self.keys else self.older.get(key, key)

    def add_stored(self, keys: Iterable[str]) -> None:
        """Keys of the database."""
        stored = list(keys)
        self.keys.update(stored)
        if is_plain(stored):
            return
        for key in stored:
            try:
                plain = clean_key(key, KEY_MAX)
            except Unfit:
                continue
            if plain in self.keys:
                continue
            if self.older.setdefault(plain, key) != key:
                self.ambiguous.add(plain)


class KnownKeys:
    """The keys of all files that are referred to."""

    def __init__(self) -> None:
        self._sets: dict[str, KeySet] = {}

    def of(self, file: str) -> KeySet:
        """The keys of one file."""
        return self._sets.setdefault(file, KeySet())

    def add(self, file: str, keys: Iterable[str]) -> None:
        """Keys that exist."""
        self.of(file).add_stored(keys)


def is_plain(cells: Iterable[str]) -> bool:
    """Whether nothing but ASCII letters and digits is in any of the cells: of most files one look at all of them together is enough."""
    text = "".join(cells)
    return text.isascii() and (text.isalnum() or not text)
