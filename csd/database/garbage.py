"""When Python looks for cycles among objects: rarely, while rows come and go by the million and form none."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

# objects made and not yet freed; a batch of a load has some thousands, a chunk of a close some hundred thousand at most
COLLECT_AFTER = 200_000


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Within, cycles are looked for only now and then: it cost a third of reading a load and a sixth of computing a month."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
