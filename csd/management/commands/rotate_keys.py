"""`rotate_keys [--new]`: everything that is encrypted, with the newest key."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from csd.database.encryption import newest, ring
from csd.installation.configuration import add_field_key
from csd.management.shared import Command as Base
from csd.signin.services.key_rotation import keys_in_use, rotate


class Command(Base):
    """Prints how far it is, and at the end which keys are no longer needed."""

    help = "Encrypts every encrypted value again with the newest key. May be killed and called again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to make a key first."""
        parser.add_argument("--new", action="store_true", help="make a new key in the data folder first")

    def work(self, **options: Any) -> None:
        """Make a key where asked, then encrypt."""
        if options["new"]:
            if os.environ.get("CSD_FIELD_KEYS"):
                raise CommandError(
                    _("CSD_FIELD_KEYS names the keys: put a new one before the others there, then call this again without --new.")
                )
            add_field_key()
        changed = rotate(
            lambda table, rows: self.stderr.write(_("%(rows)s rows encrypted again, now in %(table)s") % {"table": table, "rows": rows})
        )
        self.stdout.write(_("%(rows)s rows encrypted again with %(key)s.") % {"rows": changed, "key": newest()})
        used = keys_in_use()
        for name in [key.name for key in ring() if key.name not in used and key.name != newest()]:
            self.stdout.write(_("Nothing is encrypted with %(key)s any more; backups from before still need it.") % {"key": name})
