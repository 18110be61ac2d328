"""Where exports lie: in a folder of the data folder that only this account reads, under random names.

A file appears whole, written beside its place and moved there; what a killed worker left half-written is swept away.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from csd.installation import configuration

NAME_BYTES = 16
HALF_WRITTEN = ".new"
READ_BYTES = 1 << 20


def folder() -> Path:
    """The folder of exports, made if it is not there."""
    path = configuration.data_dir() / "exports"
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def new_name() -> str:
    """A name that nobody guesses."""
    return secrets.token_hex(NAME_BYTES)


def path_of(name: str, part: int | None = None) -> Path:
    """A finished file, or one of its parts."""
    return folder() / (name if part is None else f"{name}.{part}")


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A place to write to; at the end it is moved to its own, and on an error nothing is left."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{HALF_WRITTEN}")
    try:
        yield beside
        beside.chmod(0o600)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def checksum(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(READ_BYTES):
            found.update(block)
    return found.hexdigest()


def remove(name: str, *, parts_only: bool = False) -> None:
    """Remove a file with its parts, or the parts alone."""
    for path in folder().glob(f"{name}.*"):
        path.unlink(missing_ok=True)
    if not parts_only:
        path_of(name).unlink(missing_ok=True)


def remove_strays(open_ones: Iterable[str], ready_ones: Iterable[str], older_than_seconds: float) -> int:
    """Remove what has lain there long and belongs to no export (of a finished one only the file itself does); says how many.

    A workbook keeps its rows in a folder of its own while it is written; a worker that is killed leaves that folder too.
    """
    open_names, ready, removed = set(open_ones), set(ready_ones), 0
    for path in folder().iterdir():
        try:
            old = time.time() - path.stat().st_mtime > older_than_seconds
        except FileNotFoundError:
            # a worker has moved it to its place meanwhile
            continue
        wanted = path.name in ready or (path.name.partition(".")[0] in open_names and not path.name.endswith(HALF_WRITTEN))
        if not old or wanted:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        removed += 1
    return removed
