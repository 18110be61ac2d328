"""`audit_month MONTH [DIR]`: all have a slip or a reason, and lines, slips, pools, waterfall and files add up (docs/rulebook.md P17)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from payroll.computing.audit import audit
from payroll.exports.file_audit import audit_files
from payroll.runs.selectors import computed_attempt


class Command(Base):
    """Audits a computed month again, at any time."""

    help = "Proves that everybody has a payslip or a reason and that lines, slips, pools, waterfall and exported files add up."

    def add_arguments(self, parser: CommandParser) -> None:
        """The month, and a folder with exported files to read instead of those that would be written now."""
        self.add_month(parser)
        parser.add_argument("folder", metavar="DIR", type=Path, nargs="?")

    def work(self, **options: Any) -> None:
        """One line for each finding, or one that all is well."""
        attempt = computed_attempt(self.month_of(options["month"]))
        try:
            findings = [*audit(attempt), *audit_files(attempt, options["folder"])]
        except OSError as error:
            raise CommandError(_("%(file)s cannot be read: %(reason)s") % {"file": error.filename, "reason": error.strerror}) from error
        for finding in findings:
            self.stderr.write(finding)
        if findings:
            raise CommandError(_("%(count)d findings in %(month)s.") % {"count": len(findings), "month": str(attempt.month)})
        self.stdout.write(
            _("%(month)s: everybody has a payslip or a reason, and lines, slips, pools, waterfall and files add up.")
            % {"month": str(attempt.month)}
        )
