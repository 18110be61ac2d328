"""Migrations that make all tables of an app in one step.

Django renders the models again for each table and each trigger: of the 50 s it took to make the tables, 46 went into that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Operations of which none looks at the models in between: they are rendered once, after the last of them."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        """All of them on the state alone; whoever asks for models next has them rendered."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """One after the other, each with the models as they are in the end."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The other way round."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """For the writer of migrations."""
        return type(self).__name__, [], {"operations": self.operations}

    def describe(self) -> str:
        """For `migrate`."""
        return f"{len(self.operations)} operations together"
