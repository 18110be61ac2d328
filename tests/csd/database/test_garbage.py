"""Rare collections last as long as the block."""

from __future__ import annotations

import gc

from csd.database.garbage import COLLECT_AFTER, rare_collections


def test_cycles_are_looked_for_rarely_within_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold()[0] == COLLECT_AFTER
    assert gc.get_threshold() == before
