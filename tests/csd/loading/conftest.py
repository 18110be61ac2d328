"""What the tests of loading share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.csd.loading.folders import Folder


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Folder:
    """A company folder that loads; nothing is in the database."""
    return Folder(tmp_path / "company")
