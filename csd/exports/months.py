"""Exports of a month that was computed: the month as somebody typed it, and the computing it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from csd import formats
from csd.closing.models import Attempt, AttemptState
from csd.errors import Refused
from csd.exports.registry import Order, Parameters
from csd.lists.typed import a_month
from csd.months import Month


def month_of(given: Mapping[str, Any]) -> Month:
    """The month that was asked for; Refused where it is not a month."""
    text = str(given.get("month", "")).strip()
    try:
        return Month.parse(a_month(text) or text)
    except ValueError as error:
        raise Refused("no_month", _("“%(text)s” is not a month like 2026-07."), text=text[:40]) from error


def month_words(parameters: Parameters) -> str:
    """The month in words."""
    return formats.month(Month.parse(parameters["month"]))


def computed(month: Month) -> Attempt:
    """The computing that a month stands on; Refused where there is none."""
    attempt = Attempt.objects.filter(month=month, state=AttemptState.DONE).first()
    if attempt is None:
        raise Refused("not_computed", _("The pay run of %(month)s has not been computed."), month=str(month))
    return attempt


def computed_month(given: Mapping[str, Any], who: object = None) -> Parameters:
    """The parameters of an export of a month: the month, which computing of it is meant, and whether it was approved."""
    month = month_of(given)
    attempt = computed(month)
    return {"month": str(month), "attempt": attempt.pk, "approved": attempt.sealed}


def not_approved(parameters: Parameters) -> str:
    """Said on every page of a file whose figures may still change."""
    return "" if parameters.get("approved") else gettext("not approved yet")


def attempt_of(order: Order) -> Attempt:
    """The computing that was meant; Refused where the month was computed again since: half of a file would be of another."""
    attempt = computed(Month.parse(order.parameters["month"]))
    if attempt.pk != order.parameters["attempt"]:
        raise Refused("computed_again", _("The month was computed again since you asked for this export. Ask for it again."))
    return attempt
