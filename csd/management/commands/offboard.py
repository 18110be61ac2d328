"""`offboard NUMBER --as EMPLOYEE_NO`: ends everything that lets somebody in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from csd.management.shared import Command as Base
from csd.signin.services.offboarding import offboard


class Command(Base):
    """Ends sessions, invites, second steps and whatever the apps hold."""

    help = "Ends everything that lets a person in: sessions, links, second steps, delegations. Records stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose access ends, and who ends it."""
        parser.add_argument("number", metavar="EMPLOYEE_NO")
        self.add_actor(parser)

    def work(self, **options: Any) -> None:
        """One service."""
        person = self.actor_of(options["number"])
        ended = offboard(employee=person, by=self.actor_of(options["actor"]))
        self.stdout.write(_("%(person)s can no longer sign in; %(count)s things were ended.") % {"person": person, "count": ended})
