"""What people chose for themselves."""

from __future__ import annotations

from typing import Any

from csd.lists.models import ListColumns


def chosen_columns(user: Any, listing: str) -> list[str]:
    """The keys of the columns a person wants to see; empty without a choice."""
    found = ListColumns.objects.filter(user_id=user.pk, listing=listing).values_list("columns", flat=True).first()
    return list(found or [])
