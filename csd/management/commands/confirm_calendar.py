"""`confirm_calendar YEAR --as EMPLOYEE_NO`: a year that is not published yet stands as it was entered (docs/rulebook.md D2)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from csd.calendar.services import confirm_year
from csd.management.shared import Command as Base


class Command(Base):
    """Confirms a year's calendar."""

    help = "Confirms the calendar of a year that the libraries do not have yet; its months can then be closed."

    def add_arguments(self, parser: CommandParser) -> None:
        """The year and who confirms."""
        parser.add_argument("year", type=int, metavar="YEAR")
        self.add_actor(parser)

    def work(self, **options: Any) -> None:
        """One row."""
        confirmed = confirm_year(year=options["year"], actor=self.actor_of(options["actor"]))
        self.stdout.write(f"{confirmed.year} {confirmed.confirmed_by} {confirmed.confirmed_at:%Y-%m-%d %H:%M}")
