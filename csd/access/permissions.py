"""The one table of who may do what (RULES.md O4, P17). Selectors scope rows; this says yes or no to an act."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from csd.errors import NotAllowed
from csd.organisation.models import Grade, Role
from csd.organisation.standing import Standing

Rule = Callable[[Standing], bool]


def _general_manager(who: Standing) -> bool:
    return who.grade == Grade.GENERAL_MANAGER


def _manager(who: Standing, *kinds: str) -> bool:
    return who.grade in (Grade.MANAGER, Grade.GENERAL_MANAGER) and (not kinds or who.kind in kinds)


def _leads(who: Standing) -> bool:
    return who.grade is not None and who.grade != Grade.STAFF


def _names_nominees(who: Standing) -> bool:
    return who.has(Role.HR, Role.FINANCE) or _manager(who, "operations")


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
    # S1: everybody keeps their own report; whether rows count is said by somebody else
    "sales.enter": lambda who: True,
    "sales.settle": lambda who: who.has(Role.FINANCE) or _leads(who),
    "sales.see_all": lambda who: who.has(Role.FINANCE, Role.AUDITOR) or _general_manager(who),
    "cost.see": lambda who: who.has(Role.FINANCE, Role.AUDITOR) or _general_manager(who) or _manager(who, "operations"),
    "cost.enter": lambda who: who.has(Role.FINANCE) or _manager(who, "operations"),
    "campaign.see": lambda who: who.has(Role.FINANCE, Role.AUDITOR) or _general_manager(who) or _manager(who, "operations", "marketing"),
    "campaign.enter": lambda who: who.has(Role.FINANCE) or _manager(who, "operations", "marketing"),
    # P8: operations, HR and finance set the places and nominate; who confirms goes by the pool
    "nomination.see": lambda who: _names_nominees(who) or who.has(Role.AUDITOR) or _manager(who),
    "nomination.propose": _names_nominees,
    "nomination.confirm": lambda who: _names_nominees(who) or _manager(who),
    # P9: proposed by the manager, approved by the general manager
    "special.see": lambda who: who.has(Role.FINANCE, Role.AUDITOR) or _manager(who),
    "special.propose": _manager,
    "special.approve": _general_manager,
    "receivable.settle": lambda who: who.has(Role.FINANCE),
    "payslip.answer": lambda who: True,
    "calendar.confirm": lambda who: who.has(Role.HR, Role.FINANCE),
    # who exported what, not the files
    "export.watch": lambda who: who.has(Role.AUDITOR, Role.ADMINISTRATOR) or _general_manager(who),
    "company.load": lambda who: who.has(Role.HR, Role.FINANCE, Role.ADMINISTRATOR),
    "imports.see": lambda who: who.has(Role.HR, Role.FINANCE, Role.ADMINISTRATOR, Role.AUDITOR),
    # everybody; who has it not sees those of csd.access.scope
    "people.see_all": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR) or _general_manager(who),
    # everybody's points; who has it not sees those of csd.access.scope
    "points.see_all": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or _general_manager(who),
    # points of the people of csd.access.scope, not only one's own
    "points.team": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or who.grade not in (None, Grade.STAFF),
    "points.close": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or _general_manager(who),
    "points.prepare": lambda who: who.has(Role.HR, Role.FINANCE),
    "people.change": lambda who: who.has(Role.HR),
    # amounts of the terms of others: HR sees them, but no slips
    "terms.see": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or _general_manager(who),
    "terms.change": lambda who: who.has(Role.HR),
    # P1: a base outside its range
    "terms.override": _manager,
    "roles.change": lambda who: who.has(Role.ADMINISTRATOR),
    "policy.see": lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR) or _manager(who),
    # P marks: a value a manager can change; over what pays everybody that is the general manager, and finance who works with it
    "policy.set": lambda who: who.has(Role.FINANCE) or _general_manager(who),
    "calendar.change": lambda who: who.has(Role.HR, Role.FINANCE),
    "regulations.publish": lambda who: who.has(Role.HR) or _general_manager(who),
    "regulations.follow": lambda who: who.has(Role.HR, Role.AUDITOR) or _general_manager(who),
    # O5: managers propose, the general manager decides
    "proposal.make": lambda who: who.grade == Grade.MANAGER,
    "proposal.decide": _general_manager,
    "proposal.see": lambda who: who.has(Role.HR, Role.AUDITOR) or _manager(who),
    "proposal.see_all": lambda who: who.has(Role.HR, Role.AUDITOR) or _general_manager(who),
    "admin.open": lambda who: (
        who.has(Role.HR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR)
        or who.grade in (Grade.FOREMAN, Grade.SUPERVISOR, Grade.MANAGER, Grade.GENERAL_MANAGER)
    ),
    "operations.see": lambda who: who.has(Role.ADMINISTRATOR, Role.AUDITOR),
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
    "sales.enter": gettext_lazy("enter sales of their own"),
    "sales.settle": gettext_lazy("complete and cancel the sales of others"),
    "sales.see_all": gettext_lazy("see the sales of everybody"),
    "cost.see": gettext_lazy("see the costs of a month"),
    "cost.enter": gettext_lazy("enter costs"),
    "campaign.see": gettext_lazy("see campaigns"),
    "campaign.enter": gettext_lazy("enter campaigns"),
    "nomination.see": gettext_lazy("see nominations"),
    "nomination.propose": gettext_lazy("set places and nominate for a bonus pool"),
    "nomination.confirm": gettext_lazy("confirm nominations"),
    "special.see": gettext_lazy("see special rewards"),
    "special.propose": gettext_lazy("propose special rewards"),
    "special.approve": gettext_lazy("approve special rewards"),
    "receivable.settle": gettext_lazy("record what was settled of a receivable"),
    "payslip.answer": gettext_lazy("confirm or dispute their own payslip"),
    "calendar.confirm": gettext_lazy("confirm the calendar"),
    "export.watch": gettext_lazy("read the log of exports"),
    "company.load": gettext_lazy("load company folders"),
    "imports.see": gettext_lazy("see what was imported"),
    "people.see_all": gettext_lazy("see everybody"),
    "points.see_all": gettext_lazy("see everybody's points"),
    "points.team": gettext_lazy("see the points of others"),
    "points.close": gettext_lazy("follow the close of a month"),
    "points.prepare": gettext_lazy("prepare the close of a month"),
    "people.change": gettext_lazy("change the records of people"),
    "terms.see": gettext_lazy("see the pay terms of others"),
    "terms.change": gettext_lazy("change pay terms"),
    "terms.override": gettext_lazy("go outside the range of a base salary"),
    "roles.change": gettext_lazy("give and take roles"),
    "policy.see": gettext_lazy("see the policy"),
    "policy.set": gettext_lazy("set policy values"),
    "calendar.change": gettext_lazy("change the calendar"),
    "regulations.publish": gettext_lazy("publish regulations"),
    "regulations.follow": gettext_lazy("see who has acknowledged regulations"),
    "proposal.make": gettext_lazy("propose rewards, penalties, appointments and removals"),
    "proposal.decide": gettext_lazy("decide on proposals"),
    "proposal.see": gettext_lazy("see proposals"),
    "proposal.see_all": gettext_lazy("see all proposals"),
    "admin.open": gettext_lazy("open the administration"),
    "operations.see": gettext_lazy("see how the program runs"),
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
