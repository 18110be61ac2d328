"""The lists of what is entered for a month, one beside the other."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from csd.access.permissions import may
from csd.months import Month
from csd.organisation.standing import Standing


def month_views(who: Standing, month: Month) -> list[tuple[str, str, str]]:
    """Key, word and address of the lists of a month that somebody may see."""
    pages = [
        ("sales", _("Sales"), f"{reverse('sales')}?month={month}", "sales.enter"),
        ("campaigns", _("Campaigns"), reverse("campaigns", kwargs={"month": month}), "campaign.see"),
        ("costs", _("Costs"), reverse("costs", kwargs={"month": month}), "cost.see"),
        ("nominations", _("Nominations"), reverse("nominations", kwargs={"month": month}), "nomination.see"),
        ("specials", _("Special rewards"), reverse("specials", kwargs={"month": month}), "special.see"),
    ]
    return [(key, word, url) for key, word, url, permission in pages if may(who, permission)]


def month_frame(who: Standing, month: Month, tab: str) -> dict[str, Any]:
    """What every list of a month shows: the lists beside it, the same list of the months before and after."""

    def address(of: Month) -> str:
        return next(url for key, _word, url in month_views(who, of) if key == tab)

    return {
        "month": month,
        "tab": tab,
        "views": month_views(who, month),
        "before_month": month - 1,
        "month_before": address(month - 1),
        "after_month": month + 1,
        "month_after": address(month + 1),
    }
