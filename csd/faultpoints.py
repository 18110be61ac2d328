"""Named points at which tests end or stop this process. Without CSD_FAULT in the environment they cost one comparison.

CSD_FAULT is a plan `NAME:N:FILE`, or `@PLAN`, a file that holds one and may be rewritten while processes run. FILE counts the
visits of all processes to the point; the one that makes it N long meets the fault, later ones live on. The name may follow a word:
`kill` (the default) is SIGKILL for this process, `killgroup` for its whole group, `stop` SIGSTOP.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import IO, cast

_FAULT = os.environ.get("CSD_FAULT", "")


def fault_point(name: str) -> None:
    """Meet the fault that is planned for this point, if any is and this is the visit it is planned for."""
    if _FAULT:
        _reach(name)


def through_fault_point(name: str, text: IO[str]) -> IO[str]:
    """The same text to read from, with the point reached when half of it has been read."""
    return cast("IO[str]", _Halved(name, text)) if _FAULT else text


def visit(counter: str) -> int:
    """Count a visit in a file that processes share; which one it was, also when several come at once."""
    file = os.open(counter, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, b".")
        return os.lseek(file, 0, os.SEEK_CUR)
    finally:
        os.close(file)


def _reach(name: str) -> None:
    plan = Path(_FAULT[1:]).read_text() if _FAULT.startswith("@") else _FAULT
    if not plan:
        return
    wanted, nth, counter = plan.split(":", 2)
    how, _, point = wanted.rpartition(" ")
    if name == point and visit(counter) == int(nth):
        _meet(how)


def _meet(how: str) -> None:
    if how == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif how == "killgroup":
        os.killpg(0, signal.SIGKILL)
    else:
        os.kill(os.getpid(), signal.SIGKILL)


class _Halved:
    """Hands out a text in two halves and reaches the point between them."""

    def __init__(self, name: str, text: IO[str]) -> None:
        self.name = name
        whole = text.read()
        self.parts = [whole[: len(whole) // 2], whole[len(whole) // 2 :]]

    def read(self, size: int = -1) -> str:
        """The next piece of at most `size` characters; empty at the end."""
        if len(self.parts) == 2 and not self.parts[0]:
            del self.parts[0]
            fault_point(self.name)
        piece = self.parts[0][: size if size >= 0 else None]
        self.parts[0] = self.parts[0][len(piece) :]
        return piece if piece or len(self.parts) == 1 else self.read(size)
