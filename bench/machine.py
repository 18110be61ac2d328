"""What a measurement is worth nothing without: commit, machine, versions; an installation of its own; memory of processes."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"


def described() -> dict[str, Any]:
    """Commit, whether the tree differs from it, processor, cores, memory, Python."""
    return {
        "commit": _git("rev-parse", "HEAD"),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no")),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20,
        "python": platform.python_version(),
        "system": platform.system(),
    }


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def use_own_installation(name: str) -> Path:
    """Point this process and its children at a data folder of the bench, before Django is set up."""
    data = ROOT / ".data" / "bench" / name
    data.mkdir(parents=True, exist_ok=True)
    os.environ["CSD_DATA_DIR"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csd.settings")
    return data


def manage(*words: str) -> None:
    """Run a command of manage.py; CalledProcessError when it fails."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True)


def peak_mb(pid: int) -> int:
    """The highest resident memory a living process has had, in MB; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def children(pid: int) -> list[int]:
    """The processes below a process, itself not included."""
    below = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text(encoding="utf-8").split()):
            below += [child, *children(child)]
    return below
