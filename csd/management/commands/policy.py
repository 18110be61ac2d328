"""`policy [--on DATE]`: every parameter with its unit, default, rule and the value in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from csd.policy.parameters import PARAMETERS
from csd.policy.selectors import values_in_force


class Command(Base):
    """Lists all policy keys."""

    help = "Lists all policy keys with unit, default, rule and the value in force on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--on`: the day to look at."""
        parser.add_argument("--on", metavar="DATE", help="2026-07-01; today if left out")

    def work(self, **options: Any) -> None:
        """One line per key, cells separated by tabs."""
        values = values_in_force(self._day(options["on"]))
        self.stdout.write("\t".join(("key", "value", "default", "unit", "rule")))
        for key, parameter in PARAMETERS.items():
            self.stdout.write("\t".join((key, values[key][1], parameter.default, parameter.unit, parameter.rule)))

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError as error:
            raise CommandError(_("“%(text)s” is not a date like 2026-07-01.") % {"text": (text or "")[:40]}) from error
