"""Set-up refuses with one sentence that names what is missing, and does nothing twice."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from csd.installation import bootstrap


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder in which nothing is installed."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    (tmp_path / "manage.py").touch()
    return tmp_path


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 14, 0)])
def test_another_python_is_refused(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(bootstrap.Refusal, match=r"Python 3\.11, 3\.12 or 3\.13 is needed"):
        bootstrap.require_python()


def test_a_python_without_venv_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name))
    with pytest.raises(bootstrap.Refusal, match=r"the venv module of .* is missing \(Debian and Ubuntu: apt install python3-venv\)"):
        bootstrap.require_python()


def test_a_full_disk_is_refused_before_anything_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=300_000_000))
    with pytest.raises(bootstrap.Refusal, match=r"1\.2 GB of free disk is needed in .*, and there is 0\.3 GB"):
        bootstrap.require_disk(1_200_000_000)


def test_a_package_without_a_wheel_is_named_in_one_line(folder: Path) -> None:
    complaint = "import sys; sys.exit('  × No solution found\\n  ╰─▶ because csd-x has no wheels with a matching platform tag')"
    with pytest.raises(bootstrap.Refusal) as refusal:
        bootstrap._run([sys.executable, "-c", complaint], "the Python packages could not be installed")
    assert str(refusal.value) == (
        "the Python packages could not be installed: No solution found because csd-x has no wheels with a matching platform tag"
    )


def test_a_step_runs_again_only_when_its_inputs_change(folder: Path) -> None:
    runs: list[str] = []
    for inputs in ("first", "first", "second"):
        if not bootstrap.is_done("step", inputs):
            bootstrap.run_step("step", inputs, lambda inputs=inputs: runs.append(inputs))
    assert runs == ["first", "second"]


def test_a_failed_step_is_tried_again(folder: Path) -> None:
    def fail() -> None:
        raise bootstrap.Refusal("no")

    with pytest.raises(bootstrap.Refusal):
        bootstrap.run_step("step", "inputs", fail)
    assert not bootstrap.is_done("step", "inputs")


def test_it_needs_nothing_but_the_standard_library() -> None:
    code = "import sys; import csd.installation.bootstrap; print([name for name in ('django', 'celery', 'redis') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=bootstrap.ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0)
