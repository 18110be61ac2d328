"""`load_demo`: fills an empty installation with the demo company and prints its logins; later only prints them."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from csd.organisation.standing import anybody
from payroll.management.demo import ROLES, load_demo, make_logins, new_password


class Command(Base):
    """Loads the demo company once."""

    help = "Loads the demo company into an empty database and prints one login per role."

    def work(self, **options: Any) -> None:
        """Load when nobody is there yet; print the logins when the demo was loaded here."""
        kept = settings.DATA_DIR / "demo-logins.json"
        if not anybody():
            cast, password = load_demo(self.stderr.write), new_password()
            seeds = make_logins(cast, password)
            kept.touch(mode=0o600)
            demo = {"password": password, "logins": {role: cast[role] for role in ROLES}, "seeds": seeds}
            kept.write_text(json.dumps(demo), encoding="utf-8")
        if kept.exists():
            self._print(json.loads(kept.read_text(encoding="utf-8")))

    def _print(self, demo: dict[str, Any]) -> None:
        width = max(len(str(words)) for words in ROLES.values())
        seeds = demo.get("seeds", {})
        for role, words in ROLES.items():
            login = demo["logins"][role]
            second = _("and a code: manage.py demo_code %(login)s") % {"login": login} if login in seeds else ""
            self.stdout.write(f"  {login:<10} {demo['password']:<14} {words!s:<{width}}  {second}".rstrip())
