"""The keys of encrypted columns in the data folder: a new one stands first, and no key that was there is ever lost."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from csd.installation import configuration
from csd.installation.configuration import add_field_key, new_field_key
from csd.installation.embedded.processes import locked


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one key."""
    monkeypatch.delenv("CSD_FIELD_KEYS", raising=False)
    monkeypatch.setattr(configuration, "data_dir", lambda: tmp_path)
    (tmp_path / "field_keys").write_text(new_field_key("k1"))
    return tmp_path


def names(folder: Path) -> list[str]:
    return [key.partition(":")[0] for key in (folder / "field_keys").read_text().split(",")]


def test_a_new_key_stands_before_the_others(folder: Path) -> None:
    add_field_key()
    add_field_key()
    assert names(folder) == ["k3", "k2", "k1"]


def test_a_key_that_somebody_else_adds_meanwhile_stays(folder: Path) -> None:
    with locked(folder / "lock"):
        waiting = threading.Thread(target=add_field_key)
        waiting.start()
        time.sleep(0.2)
        file = folder / "field_keys"
        file.write_text(f"{new_field_key('k2')},{file.read_text()}")
    waiting.join()
    assert names(folder) == ["k3", "k2", "k1"]
