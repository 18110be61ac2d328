"""What an attempt computes: who is in it, the sums it rests on, pools, waterfall, payslips with their lines."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from csd.database.fields import IsNumber, TotalField, finite
from csd.database.links import holds_children, set_based_link, set_based_links
from csd.database.sealed_months import sealed_with_attempt
from csd.models import Attempt, Employee, Terms
from payroll.sales.models import Campaign


def attempt_link() -> models.ForeignKey[Attempt, Attempt]:
    """The attempt a result belongs to; it goes when the attempt is replaced before approval. Checked by `set_based_links`."""
    return models.ForeignKey(Attempt, models.CASCADE, related_name="+", db_index=False, db_constraint=False)


def employee_link() -> models.ForeignKey[Employee, Employee]:
    """The employee a result belongs to, checked in the same way."""
    return models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False, db_constraint=False)


class SumOfRows(models.Model):
    """A sum over source rows and what proves it: how many, Σ id × fen (names a row that changed), the highest id."""

    rows = models.PositiveBigIntegerField(default=0)
    weighted = models.DecimalField(max_digits=40, decimal_places=0, default=0)
    highest = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True


class AgentSales(SumOfRows):
    """An agent's net completed sales of the month (S1, P3)."""

    attempt = attempt_link()
    employee = employee_link()
    net = TotalField()
    cost = TotalField()

    class Meta:
        constraints = [models.UniqueConstraint(name="agent_sales_once", fields=["attempt", "employee"])]
        triggers = [*sealed_with_attempt(), *set_based_links(attempt="attempt", employee="employee")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.net}"


class DaySales(models.Model):
    """The completed sales of a day of the month, all agents together: what stands behind S4 for whoever sees no single agent (O4)."""

    pk = models.CompositePrimaryKey("attempt_id", "date")
    attempt = attempt_link()
    date = models.DateField()
    net = TotalField()
    cost = TotalField()
    rows = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("sales of a day")
        verbose_name_plural = _("sales by day")
        triggers = [*sealed_with_attempt(), *set_based_links(attempt="attempt")]

    def __str__(self) -> str:
        return f"{self.date} {self.net}"


class CampaignResult(SumOfRows):
    """A campaign's rows of its month: amount, cost, the part sold by agents with a rate; margin, whether met, commission (P6)."""

    attempt = attempt_link()
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", db_index=False)
    amount = TotalField()
    cost = TotalField()
    rated_amount = TotalField()
    # exact: a rate of 8 places times an amount of 2
    margin = models.DecimalField(max_digits=38, decimal_places=10)
    met = models.BooleanField()
    commission = TotalField()

    class Meta:
        constraints = [models.UniqueConstraint(name="campaign_result_once", fields=["attempt", "campaign"])]
        triggers = [*sealed_with_attempt(), *set_based_links(attempt="attempt")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.margin}"


class Pool(models.Model):
    """An amount split among people: `name` is `order:KIND` (P4) or `bonus:POOL` (P8); `facts` are what it was computed from."""

    attempt = attempt_link()
    name = models.CharField(max_length=40)
    amount = TotalField()
    facts = models.JSONField()

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        constraints = [models.UniqueConstraint(name="pool_once", fields=["attempt", "name"]), finite("pool_amount", "amount")]
        triggers = [*sealed_with_attempt(), *set_based_links(attempt="attempt")]

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"


class PoolShare(models.Model):
    """A person's part of a pool by `weight` (text, exact), largest remainder."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="shares", db_index=False)
    employee = employee_link()
    weight = models.CharField(max_length=30)
    amount = TotalField()

    class Meta:
        verbose_name = _("pool share")
        verbose_name_plural = _("pool shares")
        constraints = [models.UniqueConstraint(name="pool_share_once", fields=["pool", "employee"])]
        triggers = [
            *sealed_with_attempt("SELECT p.attempt_id FROM payroll_pool p JOIN {rows} r ON r.pool_id = p.id"),
            *set_based_links(employee="employee"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.employee_id} {self.amount}"


class Waterfall(models.Model):
    """P7, P8: the facts the waterfall was computed from, what proves their sums, and its lines."""

    attempt = models.OneToOneField(Attempt, models.CASCADE, primary_key=True, related_name="+")
    facts = models.JSONField()
    sources = models.JSONField()
    lines = models.JSONField()
    gate = models.BooleanField(_("gate met"))
    net_profit = TotalField(_("net profit"))
    contract_bases = TotalField(_("sum of contract bases"))
    bonus_period = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("waterfall")
        verbose_name_plural = _("waterfalls")
        triggers = sealed_with_attempt()

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.net_profit}"


class Payslip(models.Model):
    """A person's slip: `trace` holds the facts its lines were computed from and what proves them (payroll.lines.facts).

    The sums of the calendar year and the sales carry after it are what the next month goes on from (P3, P15). `net_before` is
    the net of the month before as it stood when this was computed, empty where there was no payslip then.
    """

    id = models.BigAutoField(primary_key=True)
    attempt = attempt_link()
    employee = employee_link()
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+", db_index=False)
    provisional = models.BooleanField(_("provisional"), default=False)
    gross = TotalField(_("gross"))
    net = TotalField(_("net"))
    net_before = TotalField(_("net last month"), null=True)
    carry_after = TotalField()
    months_in_year = models.PositiveSmallIntegerField()
    gross_in_year = TotalField()
    insurance_in_year = TotalField()
    special_in_year = TotalField()
    tax_in_year = TotalField()
    trace = models.JSONField()

    class Meta:
        verbose_name = _("payslip")
        verbose_name_plural = _("payslips")
        indexes = [
            models.Index(name="payslip_of_person", fields=["employee"]),
            # the list of a month by net, by gross and by change of net, and who owes something
            models.Index(name="payslip_by_net", fields=["attempt", "net"]),
            models.Index(name="payslip_by_gross", fields=["attempt", "gross"]),
            models.Index("attempt", F("net") - Coalesce("net_before", Value(Decimal(0))), "employee", name="payslip_by_change"),
            models.Index(name="payslip_below_zero", fields=["attempt", "employee"], include=["id", "net"], condition=Q(net__lt=0)),
        ]
        constraints = [
            models.UniqueConstraint(name="payslip_once", fields=["attempt", "employee"]),
            finite("payslip_amounts", "gross", "net"),
        ]
        triggers = [
            *sealed_with_attempt(),
            *set_based_links(attempt="attempt", employee="employee"),
            holds_children("lines", "payroll_payslipline", "c.payslip_id = p.id"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.employee_id} {self.net}"


class PayslipLine(models.Model):
    """A line of a slip; a line of 0.00 has no row (its facts are in the slip's trace all the same)."""

    pk = models.CompositePrimaryKey("payslip_id", "name")
    payslip = models.ForeignKey(Payslip, models.CASCADE, related_name="lines", db_index=False, db_constraint=False)
    name = models.CharField(max_length=40)
    amount = TotalField()

    class Meta:
        verbose_name = _("payslip line")
        verbose_name_plural = _("payslip lines")
        constraints = [models.CheckConstraint(name="payslip_line_amount", condition=Q(IsNumber(models.F("amount"))) & ~Q(amount=0))]
        triggers = [
            *sealed_with_attempt("SELECT p.attempt_id FROM payroll_payslip p JOIN {rows} r ON r.payslip_id = p.id"),
            set_based_link("slip", "payroll_payslip", "p.id = c.payslip_id"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"
