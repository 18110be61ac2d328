"""Who sees the points of others and prepares the close of a month (docs/rulebook.md O4, A11)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.access.permissions import Right, general_manager
from csd.organisation.models import Grade, Role

RIGHTS = (
    # everybody's points; whoever lacks it sees those of csd.access.scope
    Right("points.see_all", _("see everybody's points"), lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or general_manager(who)),
    # points of the people of csd.access.scope, not only one's own
    Right(
        "points.team",
        _("see the points of others"),
        lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or who.grade not in (None, Grade.STAFF),
    ),
    Right(
        "points.close", _("follow the close of a month"), lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or general_manager(who)
    ),
    Right("points.prepare", _("prepare the close of a month"), lambda who: who.has(Role.HR, Role.FINANCE)),
)
