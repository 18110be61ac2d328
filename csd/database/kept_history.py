"""What a record was before each change, who changed it and when (docs/rulebook.md O4): written by the database, however it changes.

Who did it is the stamp of csd.access.acting. A row that was loaded says by its batch who added it.
"""

from __future__ import annotations

import pghistory
import pgtrigger
from pghistory.core import Tracker


def changes() -> tuple[Tracker, ...]:
    """Trackers for `pghistory.track`: the row as it was; what it became is the next event's or the table's own."""
    return pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent()


def changes_and_entries() -> tuple[Tracker, ...]:
    """The same, and who entered a row that was not loaded, for tables in which one row decides about pay or rights."""
    return *changes(), pghistory.InsertEvent(condition=pgtrigger.Q(new__batch__isnull=True))
