"""`mend_keys --as EMPLOYEE_NO [--apply]`: brings stored keys and names to the rule (csd.keys), in one transaction and with history."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from csd.key_repair.services import Collisions, Mended, Rename, mend_keys
from csd.management.shared import Command as Base
from csd.management.shared import Reasons


class Command(Base):
    """Says what it does, or with `--apply` has done."""

    help = "Changes stored keys and names that break the rule for them. Without --apply it only says what it would do."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who mends, whether to mend at all, and new keys for those that cannot be mended by rule."""
        self.add_actor(parser)
        parser.add_argument("--apply", action="store_true", help="change them; without it nothing is changed")
        parser.add_argument(
            "--rename",
            nargs=3,
            action="append",
            default=[],
            metavar=("COLUMN", "ROW", "NEW"),
            help="what the key of a row shall be, as `keys` lists it: --rename employees.employee_no 17 KF004; may be given more than once",
        )

    def work(self, **options: Any) -> None:
        """Mend and say what happened."""
        renames = [Rename(place, self._row(row), new) for place, row, new in options["rename"]]
        try:
            mended = mend_keys(actor=self.actor_of(options["actor"]), renames=renames, apply=options["apply"])
        except Collisions as refusal:
            raise Reasons("\n".join([*map(str, refusal.keys), str(refusal)])) from refusal
        self._print(mended, applied=options["apply"])

    def _row(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            raise CommandError(_("“%(text)s” is no row; `keys` lists them.") % {"text": text[:40]})
        return int(text)

    def _print(self, mended: Mended, *, applied: bool) -> None:
        for key in (*mended.changed, *mended.left):
            self.stdout.write(str(key))
        if applied:
            counts = _("%(changed)s changed, %(left)s left as they are.")
        else:
            counts = _("%(changed)s would be changed, %(left)s left as they are. Nothing was changed: add --apply.")
        self.stdout.write(counts % {"changed": len(mended.changed), "left": len(mended.left)})
        if applied and mended.months:
            months = ", ".join(map(str, mended.months))
            self.stdout.write(_("Compute anew what is computed and not approved yet: %(months)s.") % {"months": months})
