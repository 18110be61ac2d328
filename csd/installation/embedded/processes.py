"""Programs started as the servers' user, locks between processes, and sockets that answer."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from csd.installation.embedded.errors import EmbeddedError

START_SECONDS_MAX = 60


def run_as(uid: int | None, command: Sequence[str | Path], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end as the given user (None: as ourselves), without rights of root's groups.

    The working folder is / because the caller's may be closed to that user. Raises EmbeddedError where it cannot start.
    """
    identity: dict[str, Any] = {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}
    try:
        return subprocess.run(
            [str(part) for part in command], cwd="/", env=environment or _environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=START_SECONDS_MAX * 2, **identity,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedError(f"{command[0]} could not be run{'' if uid is None else f' as user {uid}'}: {error}.") from error


def answers(path: Path) -> bool:
    """Whether a server accepts connections on this Unix socket. A socket file left behind by a killed one does not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(2)
        try:
            client.connect(os.fspath(path))
        except OSError:
            return False
        return True


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Looks every 20 ms until the condition holds or the time is over; returns whether it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one process at a time; the kernel frees the lock when its holder dies."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_locked(path: Path) -> bool:
    """Whether a process holds this lock now."""
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_program(pid: int, name: str) -> bool:
    """Whether this process runs now and is that program: the number in a pid file may have gone to somebody else since."""
    shown = (
        subprocess.run(["ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False)
        if not Path("/proc").is_dir()
        else None
    )
    if shown is not None:
        state, _, command = shown.stdout.strip().partition(" ")
        return name in command and not state.startswith("Z")
    try:
        words = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    command, _, rest = words.partition("(")[2].rpartition(")")
    return name in command and rest.split()[0] != "Z"


def _environment() -> dict[str, str]:
    # The servers must not take settings from variables meant for clients (PGDATA, PGPORT, PGOPTIONS ...).
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
