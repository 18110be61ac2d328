"""`invite NUMBER [--as EMPLOYEE_NO]`: a link with which somebody chooses a password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.urls import reverse
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from csd.signin.services.invites import invite


class Command(Base):
    """Prints the link once. Without --as it is the operator of this machine who invites: the way to the first administrator."""

    help = "Makes a link, good once and for 72 hours, with which a person chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who is invited, and by whom."""
        parser.add_argument("number", metavar="EMPLOYEE_NO")
        parser.add_argument("--as", dest="actor", metavar="EMPLOYEE_NO", help="who invites; else the operator of this machine")

    def work(self, **options: Any) -> None:
        """One service."""
        by = self.actor_of(options["actor"]) if options["actor"] else None
        token = invite(employee=self.actor_of(options["number"]), by=by)
        self.stdout.write(_("Good once, for 72 hours. After the address of this installation:"))
        self.stdout.write(reverse("welcome", kwargs={"token": token}))
