"""What an exception of a run says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.formats import Words

EXCEPTIONS: dict[str, Words] = {
    "no_terms": _("No pay terms are in force for this person in the month."),
    "overlapping_shifts": _("Two shifts of this person overlap, so attendance cannot be judged."),
    "points_failed": _("The attendance of this person could not be judged."),
    "rule_failed": _("A rule could not be computed for this person."),
    "adjustment_without_slip": _("An adjustment was approved for somebody without a payslip in the month; it is not paid."),
    "special_without_slip": _("A special was approved for somebody without a payslip in the month; it is not paid."),
    "pool_without_nominee": _("A bonus pool has no eligible nominee and stays undistributed."),
    "campaign_without_sales": _("A campaign of the month has no completed sales."),
}
