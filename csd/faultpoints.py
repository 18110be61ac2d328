"""Named points at which tests kill this process. Without CSD_FAULT in the environment they cost one comparison."""

from __future__ import annotations

import os
import signal
from pathlib import Path

_FAULT = os.environ.get("CSD_FAULT", "")


def fault_point(name: str) -> None:
    """Die by SIGKILL when CSD_FAULT is `name:N:FILE` and this is the N-th time any process reaches the point.

    FILE counts the visits of all processes; the one that makes it N long dies, later ones live on.
    """
    if not _FAULT:
        return
    wanted, nth, counter = _FAULT.split(":", 2)
    if name != wanted:
        return
    file = os.open(counter, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, b".")
    os.close(file)
    if Path(counter).stat().st_size == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
