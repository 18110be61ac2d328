"""Sales and campaigns (docs/rulebook.md S1, P6)."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only
from csd.database.closed_months import closed_with_month, on
from csd.database.fields import MoneyField, MonthField, finite, first_of_month
from csd.database.kept_history import changes, changes_and_entries
from csd.database.links import links_of_bulk_rows
from csd.models import Employee, ImportBatch


class SaleStatus(models.TextChoices):
    """S1: only completed rows count."""

    PENDING = "pending", _("Pending")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class SaleKind(models.TextChoices):
    """S1: a refund counts negative in the month of its own date."""

    SALE = "sale", _("Sale")
    REFUND = "refund", _("Refund")


@pghistory.track(*changes_and_entries())
class Campaign(models.Model):
    """A campaign of one month with its owner and budget (P6)."""

    code = models.CharField(_("campaign"), max_length=64, unique=True)
    month = MonthField(_("month"))
    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("owner"))
    budget = MoneyField(_("budget"))
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        indexes = [models.Index(name="campaign_by_month", fields=["month"])]
        constraints = [finite("campaign_budget", "budget", minimum="0"), first_of_month("campaign_month")]
        triggers = closed_with_month(*on("month"))

    def __str__(self) -> str:
        return self.code


@pghistory.track(*changes())
class Sale(models.Model):
    """A line of the daily sales report; amount and cost are positive, `kind` gives their sign."""

    order_no = models.CharField(_("order number"), max_length=64)
    date = models.DateField(_("date"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("agent"))
    product = models.CharField(_("product"), max_length=200, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    amount = MoneyField(_("amount"))
    cost = MoneyField(_("product cost"))
    customer = models.CharField(_("customer"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=SaleStatus)
    kind = models.CharField(_("kind"), max_length=6, choices=SaleKind)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("campaign")
    )
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        indexes = [
            models.Index(name="sale_of_agent", fields=["employee", "date"]),
            # given an order, whoever received the customer is found at once (§4四.1)
            models.Index(name="sale_of_order", fields=["order_no"]),
            # whether a campaign has sold anything
            models.Index(name="sale_of_campaign", fields=["campaign"], condition=models.Q(campaign__isnull=False)),
            BrinIndex(name="sale_by_date", fields=["date"], pages_per_range=32),
        ]
        constraints = [
            finite("sale_amounts", "amount", "cost", "quantity", minimum="0"),
            models.CheckConstraint(name="sale_status", condition=models.Q(status__in=SaleStatus.values)),
            models.CheckConstraint(name="sale_kind", condition=models.Q(kind__in=SaleKind.values)),
        ]
        triggers = [*links_of_bulk_rows(), *closed_with_month(*on("date"))]

    def __str__(self) -> str:
        return f"{self.order_no} {self.amount}"


class Entry(models.Model):
    """A row that somebody entered in the browser: who, when, which table and row. Never changed.

    `key` makes sending a form twice one entry.
    """

    author = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    key = models.CharField(max_length=64)
    table = models.CharField(max_length=64)
    row = models.BigIntegerField()
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("entry by hand")
        verbose_name_plural = _("entries by hand")
        indexes = [models.Index(name="entry_of_row", fields=["table", "row"])]
        constraints = [models.UniqueConstraint(name="entry_once", fields=["author", "key"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
