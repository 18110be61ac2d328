"""What several people have to agree on before it counts: nominations with their places (docs/rulebook.md P8), special rewards (P9)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only
from csd.database.closed_months import closed_with_month, on
from csd.database.fields import MoneyField, MonthField, finite, first_of_month
from csd.database.kept_history import changes_and_entries
from csd.models import Department, Employee, ImportBatch


class PoolName(models.TextChoices):
    """P8: the three bonus pools."""

    STAFF = "staff", _("Staff pool")
    MANAGEMENT = "management", _("Management pool")
    OPERATIONS = "operations", _("Operations pool")


class Places(models.Model):
    """P8: how many of a department may be named for a pool of a month; the newest entry holds, and none is changed."""

    month = MonthField(_("month"))
    pool = models.CharField(_("pool"), max_length=10, choices=PoolName)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    places = models.PositiveSmallIntegerField(_("places"))
    set_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)

    class Meta:
        verbose_name = _("places of a pool")
        verbose_name_plural = _("places of pools")
        ordering = ["id"]
        indexes = [models.Index(name="places_of_month", fields=["month"])]
        constraints = [
            models.CheckConstraint(name="places_pool", condition=Q(pool__in=PoolName.values)),
            first_of_month("places_month"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month} {self.pool} {self.department_id} {self.places}"


class ProposalKind(models.TextChoices):
    """What is proposed."""

    NOMINATION = "nomination", _("Nomination")
    SPECIAL = "special", _("Special reward")


class Proposal(models.Model):
    """Somebody proposed for a bonus pool with a weight (P8), or for a special reward of an amount (P9). Never changed.

    It becomes a nomination or a special once everybody who has to has agreed (ProposalDecision).
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ProposalKind)
    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", verbose_name=_("department"), db_index=False)
    pool = models.CharField(_("pool"), max_length=10, choices=PoolName, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=10, decimal_places=4, null=True)
    amount = MoneyField(_("amount"), null=True)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["id"]
        indexes = [models.Index(name="proposal_of_month", fields=["month", "kind"])]
        constraints = [
            models.UniqueConstraint(name="proposal_once", fields=["proposed_by", "key"]),
            models.CheckConstraint(
                name="nominee_kind",
                condition=Q(kind="nomination", pool__in=PoolName.values, weight__isnull=False, amount=None)
                | Q(kind="special", pool="", weight=None, amount__isnull=False),
            ),
            models.CheckConstraint(name="proposal_has_a_reason", condition=~Q(reason="")),
            finite("proposal_weight", "weight", minimum="0"),
            finite("proposal_amount", "amount", minimum="0"),
            first_of_month("proposal_month"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.month} {self.kind} {self.employee_id}"


class Side(models.TextChoices):
    """Who has to agree: the department's manager, operations, HR, finance (P8), the general manager (P9)."""

    DEPARTMENT = "department", _("Department manager")
    OPERATIONS = "operations", _("Operations")
    HR = "hr", _("HR")
    FINANCE = "finance", _("Finance")
    GENERAL_MANAGER = "general_manager", _("General manager")


class ProposalDecision(models.Model):
    """A side agrees with a proposal, or refuses it, which ends it. Never changed."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="decisions")
    side = models.CharField(_("side"), max_length=16, choices=Side)
    agrees = models.BooleanField(_("agrees"))
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on a proposal")
        verbose_name_plural = _("decisions on proposals")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="proposal_decided_once_a_side", fields=["proposal", "side"]),
            models.CheckConstraint(name="proposal_side", condition=Q(side__in=Side.values)),
            models.CheckConstraint(name="proposal_refused_with_a_reason", condition=Q(agrees=True) | ~Q(reason="")),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.side} {self.agrees}"


@pghistory.track(*changes_and_entries())
class Nomination(models.Model):
    """P8: a person named for a pool, with a weight."""

    month = MonthField(_("month"))
    pool = models.CharField(_("pool"), max_length=10, choices=PoolName)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    weight = models.DecimalField(_("weight"), max_digits=10, decimal_places=4, default=1)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.UniqueConstraint(name="nomination_once", fields=["month", "pool", "employee"]),
            finite("nomination_weight", "weight", minimum="0"),
            models.CheckConstraint(name="nomination_pool", condition=Q(pool__in=PoolName.values)),
            first_of_month("nomination_month"),
        ]
        triggers = closed_with_month(*on("month"))

    def __str__(self) -> str:
        return f"{self.month} {self.pool} {self.employee}"


@pghistory.track(*changes_and_entries())
class Special(models.Model):
    """P9: an approved special commission or reward."""

    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    amount = MoneyField(_("amount"))
    reason = models.TextField(_("reason"))
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("special reward")
        verbose_name_plural = _("special rewards")
        indexes = [models.Index(name="special_by_month", fields=["month"])]
        constraints = [finite("special_amount", "amount", minimum="0"), first_of_month("special_month")]
        triggers = closed_with_month(*on("month"))

    def __str__(self) -> str:
        return f"{self.month} {self.employee} {self.amount}"
