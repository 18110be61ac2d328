"""What is crawled is a sample per commit, drawn by the commit's own hash; with CSD_TESTS=all (make test-all) it is everything.

The same commit draws the same sample on every machine; over a few commits everything is drawn.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
WHOLE = os.environ.get("CSD_TESTS") == "all"
Thing = TypeVar("Thing")


@cache
def drawn_by() -> str:
    """The commit that is tested; CSD_SAMPLE draws another sample."""
    named = os.environ.get("CSD_SAMPLE")
    if named:
        return named
    found = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "no commit"


def drawn(thing: object, one_in: int) -> bool:
    """Whether a thing is in the sample of one in so many."""
    if WHOLE:
        return True
    return int(hashlib.sha256(f"{drawn_by()} {thing!r}".encode()).hexdigest(), 16) % one_in == 0


def sample(things: Iterable[Thing], one_in: int, about: object = "") -> Sequence[Thing]:
    """One in so many of the things, at least one of them; `about` draws others for each subject."""
    everything = list(things)
    return [thing for thing in everything if drawn((about, thing), one_in)] or everything[:1]
