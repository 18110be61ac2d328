"""What the pages of points have in common: which of them somebody may open, for one month."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from csd.access.permissions import may
from csd.months import Month
from csd.organisation.standing import Standing


def views_of(who: Standing, month: Month) -> list[tuple[str, str, str]]:
    """Key, word and address of the views of a month that this person may open; none where there is but one."""
    views = [
        ("mine", _("Mine"), "points-month", True),
        ("team", _("Team"), "points-team", may(who, "points.team")),
        ("close", _("Close of the month"), "points-close", may(who, "points.close")),
    ]
    open_to = [(key, word, reverse(page, kwargs={"month": month})) for key, word, page, allowed in views if allowed]
    return open_to if len(open_to) > 1 else []
