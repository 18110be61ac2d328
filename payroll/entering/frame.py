"""The lists of what is entered for a month, and those of corrections, side by side."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.period import Frame, View, month_frame, views_for


def month_views(who: Standing, month: Month) -> list[View]:
    """The lists of a month that somebody may see."""
    where = {"month": month}
    return views_for(
        who,
        [
            ("sales", _("Sales"), f"{reverse('sales')}?month={month}", "sales.enter"),
            ("campaigns", _("Campaigns"), reverse("campaigns", kwargs=where), "campaign.see"),
            ("costs", _("Costs"), reverse("costs", kwargs=where), "cost.see"),
            ("nominations", _("Nominations"), reverse("nominations", kwargs=where), "nomination.see"),
            ("specials", _("Special rewards"), reverse("specials", kwargs=where), "special.see"),
        ],
    )


def entries_frame(who: Standing, month: Month, tab: str) -> dict[str, Any]:
    """What every list of a month shows: the lists beside it, the same list of the months before and after."""

    def address(of: Month) -> str:
        return next(view.url for view in month_views(who, of) if view.key == tab)

    return month_frame(month, address, label=_("What is entered for a month"), views=month_views(who, month), tab=tab)


def corrections_frame(who: Standing, tab: str) -> dict[str, Any]:
    """What the two lists of corrections show: each other."""
    views = [
        ("adjustments", _("Adjustments"), reverse("adjustments"), "pay.see"),
        ("receivables", _("Receivables"), reverse("receivables"), "pay.see"),
    ]
    return {"frame": Frame(_("Corrections"), views_for(who, views), tab)}
