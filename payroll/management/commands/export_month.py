"""`export_month MONTH DIR`: scores.csv, payslips.csv and waterfall.csv of a computed month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from payroll.exports.month import write_month


class Command(Base):
    """Writes the three files of a month."""

    help = "Writes scores.csv, payslips.csv and waterfall.csv of a computed month into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month and the folder, which is made if missing."""
        self.add_month(parser)
        parser.add_argument("folder", metavar="DIR", type=Path)

    def work(self, **options: Any) -> None:
        """Three files, each written whole or not at all."""
        try:
            written = write_month(self.month_of(options["month"]), options["folder"])
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(reason)s") % {"file": options["folder"], "reason": error.strerror}
            ) from error
        for path in written:
            self.stdout.write(str(path))
