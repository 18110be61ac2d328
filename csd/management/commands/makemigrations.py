"""`makemigrations` from the files alone: it asks no database what was applied, and so needs no server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.management.commands import makemigrations
from django.db.migrations.loader import MigrationLoader


class LoaderOfFiles(MigrationLoader):
    """Knows what is on disk; whether an installation has applied it in order is for `migrate` to say."""

    def check_consistent_history(self, connection: Any) -> None:
        """Nothing to look at."""


class Command(makemigrations.Command):
    """Django's command without a connection."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """The same, with a loader that opens none."""
        with patched(makemigrations, "MigrationLoader", LoaderOfFiles):
            super().handle(*arguments, **options)


@contextlib.contextmanager
def patched(module: Any, name: str, value: Any) -> Iterator[None]:
    """Within, a module has another thing under a name: the command names its loader in its own module."""
    original = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, original)
