"""The one table of who may do what (RULES.md O4, P17). Selectors scope rows; this says yes or no to an act."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from csd.errors import NotAllowed
from csd.models import Grade, Role
from csd.selectors.people import Standing

Rule = Callable[[Standing], bool]


def _general_manager(who: Standing) -> bool:
    return who.grade == Grade.GENERAL_MANAGER


PERMISSIONS: dict[str, Rule] = {
    "run.prepare": lambda who: who.has(Role.HR, Role.FINANCE),
    "run.review": lambda who: who.has(Role.FINANCE),
    "run.approve": lambda who: who.has(Role.FINANCE) or _general_manager(who),
    "run.pay": lambda who: who.has(Role.FINANCE),
    # progress and exceptions, without amounts
    "run.watch": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or _general_manager(who),
    # slips, terms and amounts of others
    "pay.see": lambda who: who.has(Role.FINANCE, Role.AUDITOR) or _general_manager(who),
    "pay.export": lambda who: who.has(Role.FINANCE),
    "adjustment.propose": lambda who: who.has(Role.FINANCE),
    "adjustment.approve": lambda who: who.has(Role.FINANCE) or _general_manager(who),
    "waterfall.see": lambda who: (
        who.has(Role.FINANCE, Role.AUDITOR)
        or _general_manager(who)
        or (who.kind == "operations" and who.grade in (Grade.MANAGER, Grade.GENERAL_MANAGER))
    ),
    "calendar.confirm": lambda who: who.has(Role.HR, Role.FINANCE),
    "company.load": lambda who: who.has(Role.HR, Role.FINANCE, Role.ADMINISTRATOR),
    # invites, lost second steps, the end of somebody's access
    "access.manage": lambda who: who.has(Role.HR, Role.ADMINISTRATOR),
    "security.see": lambda who: who.has(Role.ADMINISTRATOR, Role.AUDITOR),
    # who looked at whose pay
    "looks.see": lambda who: who.has(Role.AUDITOR) or _general_manager(who),
    # ID and bank numbers
    "personal.see": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR),
}
# what a refusal calls them
WORDS = {
    "run.prepare": gettext_lazy("prepare pay runs"),
    "run.review": gettext_lazy("review pay runs"),
    "run.approve": gettext_lazy("approve pay runs"),
    "run.pay": gettext_lazy("mark pay runs as paid"),
    "run.watch": gettext_lazy("follow pay runs"),
    "pay.see": gettext_lazy("see the pay of others"),
    "pay.export": gettext_lazy("export pay"),
    "adjustment.propose": gettext_lazy("propose adjustments"),
    "adjustment.approve": gettext_lazy("approve adjustments"),
    "waterfall.see": gettext_lazy("see the waterfall"),
    "calendar.confirm": gettext_lazy("confirm the calendar"),
    "company.load": gettext_lazy("load company folders"),
    "access.manage": gettext_lazy("manage who may sign in"),
    "security.see": gettext_lazy("read the security log"),
    "looks.see": gettext_lazy("see who looked at pay"),
    "personal.see": gettext_lazy("see ID and bank numbers"),
}


def may(who: Standing, permission: str) -> bool:
    """Whether a person of this standing has a permission; KeyError for one that does not exist."""
    return who.employed and PERMISSIONS[permission](who)


def require(who: Standing, permission: str) -> None:
    """NotAllowed unless the person has the permission."""
    if not may(who, permission):
        raise NotAllowed(
            "not_allowed",
            _("%(person)s may not do this. It needs the right to %(right)s."),
            person=str(who.employee),
            right=WORDS[permission],
        )
