"""What people choose for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from csd.access.models import User
from csd.lists.models import ListColumns


def choose_columns(*, user: User, listing: str, columns: Sequence[str]) -> None:
    """Keep which columns of a list a person sees; with none, all of them again."""
    if columns:
        ListColumns.objects.update_or_create(user=user, listing=listing, defaults={"columns": list(columns)})
    else:
        ListColumns.objects.filter(user=user, listing=listing).delete()
