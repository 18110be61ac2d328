"""Named points at which tests kill this process. Without CSD_FAULT in the environment they cost one comparison."""

from __future__ import annotations

import os
import signal

_FAULT = os.environ.get("CSD_FAULT", "")


def fault_point(name: str) -> None:
    """Die by SIGKILL when CSD_FAULT is `name:N:FILE` and this is the N-th time any process reaches the point.

    FILE counts the visits of all processes; the one that makes it N long dies, later ones live on.
    """
    if not _FAULT:
        return
    wanted, nth, counter = _FAULT.split(":", 2)
    if name == wanted and visit(counter) == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)


def visit(counter: str) -> int:
    """Count a visit in a file that processes share; which one it was, also when several come at once."""
    file = os.open(counter, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, b".")
        return os.lseek(file, 0, os.SEEK_CUR)
    finally:
        os.close(file)
