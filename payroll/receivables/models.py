"""What was settled of a net below zero, outside the payroll (docs/rulebook.md P16)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only
from csd.database.fields import MoneyField, MonthField, finite, first_of_month
from csd.models import Employee


class Settlement(models.Model):
    """P16: a part of what somebody owes for a month was settled outside the payroll; below zero takes an entry back. Never changed."""

    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    amount = MoneyField(_("amount"))
    settled_on = models.DateField(_("settled on"))
    note = models.TextField(_("how it was settled"))
    recorded_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("settlement of a receivable")
        verbose_name_plural = _("settlements of receivables")
        ordering = ["id"]
        indexes = [models.Index(name="settlement_of_month", fields=["month", "employee"])]
        constraints = [
            models.UniqueConstraint(name="settlement_once", fields=["recorded_by", "key"]),
            models.CheckConstraint(name="settlement_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(name="settlement_says_how", condition=~Q(note="")),
            finite("settlement_amount", "amount"),
            first_of_month("settlement_month"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month} {self.employee_id} {self.amount}"
