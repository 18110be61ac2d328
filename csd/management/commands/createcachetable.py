"""`createcachetable` as the owner of the tables."""

from typing import Any

from django.core.management.commands import createcachetable

from csd.database.roles import as_owner


class Command(createcachetable.Command):
    """Django's command in the owner's role."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Makes the table; the application's own role cannot."""
        with as_owner():
            super().handle(*arguments, **options)
