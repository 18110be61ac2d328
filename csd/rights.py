"""What the organisation's own rights are and who has them (docs/rulebook.md O4): people, terms, policy, calendar, regulations, access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.access.models import LookedAt
from csd.access.permissions import Right, general_manager, manager
from csd.organisation.models import Grade, Role

RIGHTS = (
    # progress and exceptions, without amounts
    Right("run.watch", _("follow pay runs"), lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or general_manager(who)),
    # slips, terms and amounts of others
    Right(
        "pay.see",
        _("see the pay of others"),
        lambda who: who.has(Role.FINANCE, Role.AUDITOR) or general_manager(who),
        proof=True,
        look=LookedAt.PEOPLE,
    ),
    Right("calendar.confirm", _("confirm the calendar"), lambda who: who.has(Role.HR, Role.FINANCE)),
    # who exported what, not the files
    Right("export.watch", _("read the log of exports"), lambda who: who.has(Role.AUDITOR, Role.ADMINISTRATOR) or general_manager(who)),
    Right("company.load", _("load company folders"), lambda who: who.has(Role.HR, Role.FINANCE, Role.ADMINISTRATOR)),
    Right("imports.see", _("see what was imported"), lambda who: who.has(Role.HR, Role.FINANCE, Role.ADMINISTRATOR, Role.AUDITOR)),
    # everybody; whoever lacks it sees those of csd.access.scope
    Right(
        "people.see_all",
        _("see everybody"),
        lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR) or general_manager(who),
    ),
    Right("people.change", _("change the records of people"), lambda who: who.has(Role.HR)),
    # amounts of the terms of others: HR sees them, but no slips
    Right(
        "terms.see",
        _("see the pay terms of others"),
        lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR) or general_manager(who),
        proof=True,
        look=LookedAt.TERMS,
    ),
    Right("terms.change", _("change pay terms"), lambda who: who.has(Role.HR), proof=True),
    # P1: a base outside its range
    Right("terms.override", _("go outside the range of a base salary"), manager),
    Right("roles.change", _("give and take roles"), lambda who: who.has(Role.ADMINISTRATOR)),
    Right("policy.see", _("see the policy"), lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR) or manager(who)),
    # P marks: a value a manager can change; where it decides everybody's pay, only the general manager, and finance, who work with it
    Right("policy.set", _("set policy values"), lambda who: who.has(Role.FINANCE) or general_manager(who)),
    Right("calendar.change", _("change the calendar"), lambda who: who.has(Role.HR, Role.FINANCE)),
    Right("regulations.publish", _("publish regulations"), lambda who: who.has(Role.HR) or general_manager(who)),
    Right(
        "regulations.follow", _("see who has acknowledged regulations"), lambda who: who.has(Role.HR, Role.AUDITOR) or general_manager(who)
    ),
    # O5: managers propose, the general manager decides
    Right("proposal.make", _("propose rewards, penalties, appointments and removals"), lambda who: who.grade == Grade.MANAGER),
    Right("proposal.decide", _("decide on proposals"), general_manager),
    Right("proposal.see", _("see proposals"), lambda who: who.has(Role.HR, Role.AUDITOR) or manager(who)),
    Right("proposal.see_all", _("see all proposals"), lambda who: who.has(Role.HR, Role.AUDITOR) or general_manager(who)),
    Right(
        "admin.open",
        _("open the administration"),
        lambda who: (
            who.has(Role.HR, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR)
            or who.grade in (Grade.FOREMAN, Grade.SUPERVISOR, Grade.MANAGER, Grade.GENERAL_MANAGER)
        ),
    ),
    Right("operations.see", _("see how the program runs"), lambda who: who.has(Role.ADMINISTRATOR, Role.AUDITOR)),
    # invites, lost second steps, the end of somebody's access
    Right("access.manage", _("manage who may sign in"), lambda who: who.has(Role.HR, Role.ADMINISTRATOR)),
    Right("security.see", _("read the security log"), lambda who: who.has(Role.ADMINISTRATOR, Role.AUDITOR)),
    # who looked at whose pay
    Right("looks.see", _("see who looked at pay"), lambda who: who.has(Role.AUDITOR) or general_manager(who)),
    # ID and bank numbers
    Right(
        "personal.see",
        _("see ID and bank numbers"),
        lambda who: who.has(Role.HR, Role.FINANCE, Role.AUDITOR),
        proof=True,
        look=LookedAt.PERSONAL,
    ),
)
