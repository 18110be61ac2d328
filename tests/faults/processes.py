"""Processes told from all others by a variable in their environment: how they are found, woken and killed (Linux)."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

from csd.installation.embedded import processes


def started_with(variable: str) -> list[int]:
    """Process numbers of everything that runs with `NAME=value` in its environment."""
    mark = b"\0" + os.fsencode(variable) + b"\0"
    return [pid for pid in _all() if mark in b"\0" + _read(pid, "environ")]


def stopped(variable: str) -> list[int]:
    """Those of them that a SIGSTOP holds."""
    return [pid for pid in started_with(variable) if _words(pid)[:1] == ["T"]]


def with_children(parent: int) -> list[int]:
    """A process and its children."""
    return [parent, *[pid for pid in _all() if _words(pid)[1:2] == [str(parent)]]]


def wake(variable: str) -> None:
    """SIGCONT to all that are stopped."""
    for pid in stopped(variable):
        os.kill(pid, signal.SIGCONT)


def kill_all(pids: list[int]) -> None:
    """SIGKILL to all of them at once; returns when they are gone."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    processes.wait_until(lambda: not any(processes.is_program(pid, "") for pid in pids), 20)


def _all() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and int(entry.name) != os.getpid()]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _words(pid: int) -> list[str]:
    # what follows the command, which may hold blanks: state, parent ...
    return _read(pid, "stat").decode(errors="replace").rpartition(")")[2].split()


def is_worker(pid: int, queue: str) -> bool:
    """Whether a process is a worker of that queue, master or child."""
    return b"\0--queues\0" + queue.encode() + b"\0" in _read(pid, "cmdline")
