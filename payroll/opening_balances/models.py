"""The year to date before the first run (docs/formats.md `opening_balances`, docs/rulebook.md P3, P15)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csd.database.closed_months import Span, closed_with_month
from csd.database.fields import MoneyField, finite
from csd.database.kept_history import changes_and_entries
from csd.models import Employee, ImportBatch


@pghistory.track(*changes_and_entries())
class OpeningBalance(models.Model):
    """P15, P3: the year to date before the first run, and the sales carry."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    year = models.PositiveSmallIntegerField(_("year"))
    months = models.PositiveSmallIntegerField(_("months with a payslip"))
    gross = MoneyField(_("gross"))
    social_housing = MoneyField(_("insurance and housing fund"))
    special = MoneyField(_("special deductions"))
    tax = MoneyField(_("tax withheld"))
    sales_carry = MoneyField(_("sales carry"), default=0)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("opening balance")
        verbose_name_plural = _("opening balances")
        constraints = [
            models.UniqueConstraint(name="opening_balance_once", fields=["employee", "year"]),
            finite("opening_balance_amounts", "gross", "social_housing", "special", "tax", minimum="0"),
            models.CheckConstraint(name="opening_balance_carry", condition=Q(sales_carry__lte=0)),
            models.CheckConstraint(name="opening_balance_months", condition=Q(months__lte=12)),
        ]
        # of the approved months of its year those in which the person was employed rest on it
        triggers = closed_with_month(
            Span(
                "greatest(make_date(r.year, 1, 1), (SELECT e.hire_date FROM csd_employee e WHERE e.id = r.employee_id))",
                "least(make_date(r.year, 12, 31), (SELECT e.leave_date FROM csd_employee e WHERE e.id = r.employee_id))",
            ),
            Span("make_date(r.year, 1, 1)", "'infinity'::date"),
        )

    def __str__(self) -> str:
        return f"{self.employee} {self.year}"
