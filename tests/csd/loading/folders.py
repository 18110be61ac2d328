"""Company folders written row by row by a test, and what a load of one says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from csd.loading.issues import FolderRefused
from csd.loading.registry import spec_of
from csd.loading.results import LoadResult
from csd.loading.services import load_company

BASE = {
    "departments": ["CS,客服部,customer_service,", "FI,财务部,other,"],
    "employees": ["E1,马敏,2020-01-01,,,13600000001", "E2,王强,2020-01-01,,E1,", "E3,曹飞,2020-01-01,2026-12-31,E1,"],
    "terms": [f"{person},2020-01-01,CS,,staff,senior,2000,none,,,,,," for person in ("E1", "E2", "E3")],
    "campaigns": ["C1,2026-07,E1,100.00"],
}


class Folder:
    """A folder with a department, three people and a campaign; tests add to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self._rows: dict[str, list[str]] = {name: list(rows) for name, rows in BASE.items()}
        for name in self._rows:
            self._write(name)

    def add(self, name: str, *rows: str) -> int:
        """Add lines to a file and say the number of the last one."""
        self._rows.setdefault(name, []).extend(rows)
        self._write(name)
        return len(self._rows[name]) + 1

    def set(self, name: str, *rows: str) -> Folder:
        """All the lines of a file, those of the start replaced."""
        self._rows[name] = list(rows)
        self._write(name)
        return self

    def rows(self, name: str) -> list[str]:
        """The lines of a file so far."""
        return list(self._rows[name])

    def raw(self, file: str, content: str | bytes) -> Folder:
        """A file byte for byte."""
        (self.path / file).write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def _write(self, name: str) -> None:
        self.raw(f"{name}.csv", "".join(f"{row}\n" for row in [header(name), *self._rows[name]]))

    def load(self, **options: Any) -> LoadResult:
        """Load it."""
        return load_company(folder=self.path, **{"loaded_by": "tests", **options})

    def errors(self) -> list[str]:
        """Load it, which must be refused and leave every table as it was; the lines that people read."""
        before = everything()
        with pytest.raises(FolderRefused) as refused:
            self.load()
        assert everything() == before
        return [str(issue) for issue in refused.value.issues]


def header(name: str) -> str:
    """The first line of a file, without the optional further columns."""
    return ",".join(column.name for column in spec_of(name).columns if not column.further)


def everything() -> dict[str, int]:
    """How many rows every table has, those of history and imports too."""
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models() if model._meta.managed}
