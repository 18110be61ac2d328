"""Which keys other rows may refer to: those of the database and those of the folder's own files."""

from __future__ import annotations

from collections.abc import Iterable


class KeySet:
    """The keys of one file. Where its file could not be read to the end, every key counts as known: no errors follow from errors."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.complete = True

    def __contains__(self, key: str) -> bool:
        return key in self.keys or not self.complete


class KnownKeys:
    """The keys of all files that are referred to."""

    def __init__(self) -> None:
        self._sets: dict[str, KeySet] = {}

    def of(self, file: str) -> KeySet:
        """The keys of one file."""
        return self._sets.setdefault(file, KeySet())

    def add(self, file: str, keys: Iterable[str]) -> None:
        """Keys that exist."""
        self.of(file).keys.update(keys)
