"""`load_company DIR [--as EMPLOYEE_NO]`: a folder of CSV or XLSX files into the tables, all or nothing."""

from __future__ import annotations

import getpass
import os
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from csd.loading.issues import FolderRefused
from csd.loading.results import LoadResult
from csd.loading.services import load_company
from csd.management.shared import Command as Base
from csd.management.shared import Reasons

SECONDS_BETWEEN_LINES = 2.0


class Command(Base):
    """Prints what is wrong line by line and exits 1, or what was loaded."""

    help = "Loads a company folder (docs/formats.md): all of it, or nothing and every error with file, line and column."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and who loads it."""
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument(
            "--as", dest="actor", metavar="EMPLOYEE_NO", help="who loads it, by employee number; else the operating system's account"
        )

    def work(self, **options: Any) -> None:
        """Load and say what happened."""
        self._said = time.monotonic()
        try:
            result = load_company(
                folder=options["folder"],
                loaded_by=options["actor"] or f"{account()} (system)",
                by_employee=bool(options["actor"]),
                report=self._report,
            )
        except FolderRefused as refusal:
            raise Reasons("\n".join(_lines(refusal))) from refusal
        self._print(result)

    def _report(self, line: str) -> None:
        """A line of progress: all of them to a terminal, else one every other second."""
        now = time.monotonic()
        if self.stderr.isatty() or now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            self.stderr.write(line, self.style.NOTICE)

    def _print(self, result: LoadResult) -> None:
        for warning in result.warnings:
            self.stderr.write(_("warning: %(issue)s") % {"issue": warning})
        if result.more_warnings:
            self.stderr.write(_("warning: and %(count)s more") % {"count": result.more_warnings})
        for name in result.ignored:
            self.stdout.write(_("%(file)s is not read by this command") % {"file": name})
        for file in result.files:
            self.stdout.write(
                _("%(file)s: %(rows)s rows: %(added)s added, %(updated)s changed, %(same)s there already")
                % {"file": file.name, "rows": file.rows, "added": file.added, "updated": file.updated, "same": file.same}
            )
        if result.batch_id is None:
            self.stdout.write(_("Nothing new: %(rows)s rows are there already.") % {"rows": result.rows})
        else:
            self.stdout.write(_("Loaded as import %(batch)s: %(rows)s rows.") % {"batch": result.batch_id, "rows": result.changes})


def account() -> str:
    """The operating system's account: its name or, in a container that knows no names, its number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _lines(refusal: FolderRefused) -> list[str]:
    lines = [str(issue) for issue in refusal.issues]
    if refusal.more:
        lines.append(ngettext("and %(count)s more error", "and %(count)s more errors", refusal.more) % {"count": refusal.more})
    return [*lines, str(refusal)]
