"""Where the cause of an exception is mended: the page, for whoever may open it (docs/rulebook.md P17)."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from csd.access.permissions import may
from csd.lists.addresses import query_string
from csd.models import Role
from csd.organisation.standing import Standing
from payroll.runs.models import RunException

OF_PERSON = frozenset({"no_terms", "overlapping_shifts", "points_failed", "rule_failed"})


def mended_at(exception: RunException, who: Standing) -> Mapping[str, str | Promise] | None:
    """The address and what to do there; None where there is no page for it yet, or not for this person."""
    month = exception.attempt.month
    if exception.code in OF_PERSON and exception.employee and who.has(Role.HR, Role.FINANCE):
        return _page(_("Open this person's record"), "person", number=exception.employee.employee_no)
    if exception.code == "pool_without_nominee" and may(who, "nomination.see"):
        return _page(_("Open the nominations of the month"), "nominations", month=month)
    if exception.code == "special_without_slip" and may(who, "special.see"):
        return _page(_("Open the special rewards of the month"), "specials", month=month)
    if exception.code == "campaign_without_sales" and may(who, "campaign.see"):
        return _page(_("Open the campaigns of the month"), "campaigns", month=month)
    if exception.code == "adjustment_without_slip" and may(who, "pay.see") and exception.employee:
        found = _page(_("Open the adjustments of this person"), "adjustments")
        return found and {**found, "url": f"{found['url']}{query_string({'person': exception.employee.employee_no})}"}
    return None


def _page(word: str | Promise, page: str, **where: object) -> Mapping[str, str | Promise] | None:
    try:
        return {"word": word, "url": reverse(page, kwargs=where)}
    except NoReverseMatch:
        return None
