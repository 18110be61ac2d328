"""Results found once and kept in the process's cache (Django's CACHES) under a name that changes when the result may have changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

Found = TypeVar("Found")


def remembered(key: str, find: Callable[[], Found], seconds: int, *, keep: bool = True) -> Found:
    """What was found under a key, or is found now; without `keep` it is not remembered."""
    found: Found | None = cache.get(key)
    if found is None:
        found = find()
        if keep:
            cache.set(key, found, seconds)
    return found
