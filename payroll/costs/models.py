"""Costs of a month (docs/rulebook.md S3)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.closed_months import closed_with_month, on
from csd.database.fields import MoneyField, MonthField, finite, first_of_month
from csd.database.kept_history import changes_and_entries
from csd.models import ImportBatch
from payroll.sales.models import Campaign


class CostKind(models.TextChoices):
    """S3: the kinds of cost of the waterfall."""

    PROMOTION = "promotion", _("Promotion")
    AFTERSALES_COURIER = "aftersales_courier", _("After-sales courier")
    OTHER = "other", _("Other")


@pghistory.track(*changes_and_entries())
class Cost(models.Model):
    """A cost of a month; promotion may name a campaign."""

    month = MonthField(_("month"))
    kind = models.CharField(_("kind"), max_length=20, choices=CostKind)
    amount = MoneyField(_("amount"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("campaign"))
    note = models.TextField(_("note"), blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        indexes = [models.Index(name="cost_by_month", fields=["month"])]
        constraints = [
            finite("cost_amount", "amount", minimum="0"),
            models.CheckConstraint(name="cost_kind", condition=models.Q(kind__in=CostKind.values)),
            first_of_month("cost_month"),
        ]
        triggers = closed_with_month(*on("month"))

    def __str__(self) -> str:
        return f"{self.month} {self.kind} {self.amount}"
