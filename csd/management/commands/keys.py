"""`keys`: lists stored keys and names that break the rule (csd.keys), with what becomes of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from csd.key_repair.selectors import odd_keys
from csd.management.shared import Command as Base


class Command(Base):
    """Only reads."""

    help = "Lists stored keys and names that break the rule for them, and what mend_keys would make of each."

    def work(self, **options: Any) -> None:
        """A line for each."""
        found = odd_keys()
        for key in found:
            self.stdout.write(str(key))
        if found:
            count = ngettext("%(count)s key or name breaks the rule.", "%(count)s keys and names break the rule.", len(found))
            self.stdout.write(count % {"count": len(found)})
        else:
            self.stdout.write(_("Every key and name keeps the rule."))
