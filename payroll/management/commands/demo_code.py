"""`demo_code LOGIN`: the code that the demo login's app would show now."""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from csd.signin.totp import STEP_SECONDS, code_of, step_at


class Command(Base):
    """Stands in for the phone of the demo company's people. It knows nobody else's seeds."""

    help = "Prints the current code of a demo login that signs in in two steps; each is good once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose code."""
        parser.add_argument("login", metavar="LOGIN")

    def work(self, **options: Any) -> None:
        """The code, and how long it is shown."""
        kept = settings.DATA_DIR / "demo-logins.json"
        seeds = json.loads(kept.read_text(encoding="utf-8")).get("seeds", {}) if kept.exists() else {}
        seed = seeds.get(options["login"])
        if seed is None:
            raise CommandError(
                _("%(login)s is no login of the demo company that signs in in two steps.") % {"login": options["login"][:40]}
            )
        now = time.time()
        self.stdout.write(code_of(seed, step_at(now)))
        self.stderr.write(_("good for %(seconds)d more seconds, once") % {"seconds": STEP_SECONDS - now % STEP_SECONDS})
