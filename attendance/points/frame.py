"""What the pages of points have in common: which of them somebody may open, for one month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.period import month_frame, views_for


def points_frame(
    who: Standing, month: Month, tab: str, address: Callable[[Month], str], there: Callable[[Month], bool] = lambda _month: True
) -> dict[str, Any]:
    """What every page of points shows; `address` is that of the page in another month. A month that has not begun does not exist yet."""
    where = {"month": month}
    views = views_for(
        who,
        [
            ("mine", _("Mine"), reverse("points-month", kwargs=where), ""),
            ("team", _("Team"), reverse("points-team", kwargs=where), "points.team"),
            ("close", _("Close of the month"), reverse("points-close", kwargs=where), "points.close"),
        ],
    )

    def begun(other: Month) -> bool:
        return other <= Month.of(who.day) and there(other)

    return month_frame(month, address, label=_("Views of the month"), views=views, tab=tab, there=begun)
