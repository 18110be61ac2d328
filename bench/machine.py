"""What a measurement is worthless without: commit, machine, versions, load; an installation of its own; memory and processor time."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
DATA = ROOT / ".data" / "bench"
TICKS = os.sysconf("SC_CLK_TCK")
# of one timed run, as every bench keeps it
seconds_of = itemgetter("seconds")


def described() -> dict[str, Any]:
    """Commit, whether the tree differs from it, processor, cores, memory, Python, and how busy the machine was with other things."""
    return {
        "commit": _git("rev-parse", "HEAD"),
        "changed": bool(_git("status", "--porcelain", "--untracked-files=no", "--", ":!bench/results", ":!docs")),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mb": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20,
        "python": platform.python_version(),
        "system": platform.system(),
    }


def load_average() -> float:
    """How many processes wanted to run in the last minute: more than the cores, and seconds on the clock say little."""
    return round(os.getloadavg()[0], 2)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def use_own_installation(name: str, under: Path = DATA) -> Path:
    """Point this process and its children at a data folder of the bench, before Django is set up; SystemExit where servers are given."""
    if {"DATABASE_URL", "REDIS_URL"} & os.environ.keys():
        raise SystemExit("The bench fills and empties servers of its own: unset DATABASE_URL and REDIS_URL.")
    data = under.resolve() / name
    data.mkdir(parents=True, exist_ok=True)
    os.environ["CSD_DATA_DIR"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csd.settings")
    return data


def manage(*words: str) -> None:
    """Run a command of manage.py, what it says to stderr; CalledProcessError when it fails."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True, stdout=sys.stderr)


def peak_mb(pid: int) -> int:
    """The highest resident memory a living process has had, in MB; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def processor_seconds(pids: Iterable[int]) -> float:
    """Processor time of processes, with that of their children that have ended; those that are gone count nothing."""
    return sum(sum(map(int, _stat(pid)[11:15])) for pid in pids) / TICKS


def parent_of(pid: int) -> int:
    """The parent of a living process."""
    return int(_stat(pid)[1])


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20


def children(pid: int) -> list[int]:
    """The processes below a process, itself not included; none below one that has just ended."""
    try:
        lists = [task.read_text(encoding="utf-8") for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [member for text in lists for child in map(int, text.split()) for member in (child, *children(child))]


def family(pids: Iterable[int]) -> list[int]:
    """Processes and all below them."""
    return [member for pid in pids for member in (pid, *children(pid))]
