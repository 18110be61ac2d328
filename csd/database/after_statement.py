"""Triggers that look once at all rows a statement has touched, and what the application makes of their refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pgtrigger
from django.db import Error, transaction

from csd.errors import Refused

# operation → the transition tables that it has
ROWS_OF = {"insert": ("new_rows",), "update": ("old_rows", "new_rows"), "delete": ("old_rows",)}
_OPERATIONS = {"insert": pgtrigger.Insert, "update": pgtrigger.Update, "delete": pgtrigger.Delete}
# the code of `restrict_violation`, with which all of them refuse
_RESTRICTED = "23001"


def after_statement(kind: str, operation: str, func: str, declare: Sequence[tuple[str, str]] = ()) -> pgtrigger.Trigger:
    """One trigger `KIND_OPERATION`, with its transition tables `old_rows` and `new_rows`; `func` raises where it refuses."""
    there = ROWS_OF[operation]
    return pgtrigger.Trigger(
        name=f"{kind}_{operation}",
        operation=_OPERATIONS[operation],
        when=pgtrigger.After,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(old="old_rows" if "old_rows" in there else None, new="new_rows" if "new_rows" in there else None),
        declare=list(declare),
        func=f"{func} RETURN NULL;",
    )


@contextmanager
def refused_by_the_database(refusal: Refused) -> Iterator[None]:
    """What such a trigger refuses within is `refusal`; nothing of it is kept. Other errors stay what they are."""
    try:
        with transaction.atomic():
            yield
    except Error as error:
        if getattr(error.__cause__, "pgcode", None) != _RESTRICTED:
            raise
        raise refusal from error
