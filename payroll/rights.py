"""Who prepares, looks through and decides what is paid (docs/rulebook.md O4, P17)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.access.models import LookedAt
from csd.access.permissions import Right, general_manager, leads, manager
from csd.organisation.models import Grade, Role
from csd.organisation.standing import Standing


def names_nominees(who: Standing) -> bool:
    """P8: operations, HR and finance."""
    return who.has(Role.HR, Role.FINANCE) or manager(who, "operations")


RIGHTS = (
    Right("run.prepare", _("prepare pay runs"), lambda who: who.has(Role.HR, Role.FINANCE)),
    Right("run.review", _("review pay runs"), lambda who: who.has(Role.FINANCE), proof=True),
    Right("run.approve", _("approve pay runs"), lambda who: who.has(Role.FINANCE) or general_manager(who), proof=True),
    Right("run.pay", _("mark pay runs as paid"), lambda who: who.has(Role.FINANCE), proof=True),
    Right("pay.export", _("export pay"), lambda who: who.has(Role.FINANCE), proof=True, look=LookedAt.EXPORT),
    Right("adjustment.propose", _("propose adjustments"), lambda who: who.has(Role.FINANCE), proof=True),
    Right("adjustment.approve", _("approve adjustments"), lambda who: who.has(Role.FINANCE) or general_manager(who), proof=True),
    Right(
        "waterfall.see",
        _("see the waterfall"),
        lambda who: (
            who.has(Role.FINANCE, Role.AUDITOR)
            or general_manager(who)
            or (who.kind == "operations" and who.grade in (Grade.MANAGER, Grade.GENERAL_MANAGER))
        ),
    ),
    # S1: everybody keeps their own report; whether rows count is said by somebody else
    Right("sales.enter", _("enter sales of their own"), lambda who: True),
    Right("sales.settle", _("complete and cancel the sales of others"), lambda who: who.has(Role.FINANCE) or leads(who)),
    Right("sales.see_all", _("see the sales of everybody"), lambda who: who.has(Role.FINANCE, Role.AUDITOR) or general_manager(who)),
    Right(
        "cost.see",
        _("see the costs of a month"),
        lambda who: who.has(Role.FINANCE, Role.AUDITOR) or general_manager(who) or manager(who, "operations"),
    ),
    Right("cost.enter", _("enter costs"), lambda who: who.has(Role.FINANCE) or manager(who, "operations")),
    Right(
        "campaign.see",
        _("see campaigns"),
        lambda who: who.has(Role.FINANCE, Role.AUDITOR) or general_manager(who) or manager(who, "operations", "marketing"),
    ),
    Right("campaign.enter", _("enter campaigns"), lambda who: who.has(Role.FINANCE) or manager(who, "operations", "marketing")),
    # P8: operations, HR and finance set the places and nominate; who confirms goes by the pool
    Right("nomination.see", _("see nominations"), lambda who: names_nominees(who) or who.has(Role.AUDITOR) or manager(who)),
    Right("nomination.propose", _("set places and nominate for a bonus pool"), names_nominees),
    Right("nomination.confirm", _("confirm nominations"), lambda who: names_nominees(who) or manager(who)),
    # P9: proposed by the manager, approved by the general manager
    Right("special.see", _("see special rewards"), lambda who: who.has(Role.FINANCE, Role.AUDITOR) or manager(who)),
    Right("special.propose", _("propose special rewards"), manager),
    Right("special.approve", _("approve special rewards"), general_manager, proof=True),
    Right("receivable.settle", _("record what was settled of a receivable"), lambda who: who.has(Role.FINANCE), proof=True),
    Right("payslip.answer", _("confirm or dispute their own payslip"), lambda who: True),
)
