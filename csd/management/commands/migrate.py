"""`migrate` as the owner of the tables."""

from typing import Any

from django.core.management.commands import migrate

from csd.database.roles import as_owner


class Command(migrate.Command):
    """Django's command in the owner's role."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Changes the schema; the application's own role cannot."""
        with as_owner():
            super().handle(*arguments, **options)
