"""Adjustments of approved months (docs/rulebook.md P17)."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import never_truncated
from csd.database.closed_months import closed_with_month, on
from csd.database.fields import MoneyField, MonthField, finite, first_of_month
from csd.database.kept_history import changes
from csd.models import Employee


def _decided_once() -> list[pgtrigger.Trigger]:
    """What two people have agreed on is neither rewritten nor deleted; what was withdrawn stays withdrawn."""
    said = [
        "id",
        "month",
        "employee_id",
        "corrects",
        "line",
        "amount",
        "reason",
        "proposed_by_id",
        "proposed_at",
        "approved_by_id",
        "approved_at",
    ]
    same = " IS NOT DISTINCT FROM ".join(f"ROW({', '.join(f'{row}.{name}' for name in said)})" for row in ("NEW", "OLD"))
    refusal = "RAISE EXCEPTION 'an adjustment that was approved or withdrawn never changes (P17)' USING ERRCODE = 'restrict_violation';"
    return [
        pgtrigger.Trigger(
            name="decided_once",
            operation=pgtrigger.Update | pgtrigger.Delete,
            when=pgtrigger.Before,
            func=f"""
                IF OLD.approved_at IS NULL AND OLD.withdrawn_at IS NULL THEN RETURN coalesce(NEW, OLD); END IF;
                IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND {same} THEN RETURN NEW; END IF;
                {refusal}
            """,
        ),
        never_truncated(),
    ]


@pghistory.track(*changes())
class Adjustment(models.Model):
    """P17: a correction of a line of an approved month, paid (or taken back, if negative) in a later one.

    Proposed by one, approved by another; once approved it is never changed, only withdrawn while its month is open.
    """

    month = MonthField(_("paid in"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    corrects = MonthField(_("corrects"))
    line = models.CharField(_("line"), max_length=40)
    amount = MoneyField(_("amount"))
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    approved_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("withdrawn by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("reason for withdrawing"), blank=True)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        indexes = [models.Index(name="adjustment_by_month", fields=["month"])]
        constraints = [
            finite("adjustment_amount", "amount"),
            models.CheckConstraint(name="adjustment_of_an_earlier_month", condition=Q(corrects__lt=F("month"))),
            models.CheckConstraint(name="adjustment_by_two", condition=~Q(approved_by=F("proposed_by"))),
            models.CheckConstraint(name="adjustment_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="adjustment_approved_when",
                condition=Q(approved_by=None, approved_at=None) | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="adjustment_withdrawn_when",
                condition=Q(withdrawn_by=None, withdrawn_at=None) | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
            ),
            first_of_month("adjustment_month"),
            first_of_month("adjustment_corrects_month", "corrects"),
        ]
        triggers = [*closed_with_month(*on("month")), *_decided_once()]

    def __str__(self) -> str:
        return f"{self.month} {self.employee} {self.amount}"
