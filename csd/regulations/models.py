"""Regulations as documents (docs/rulebook.md O5): versions, consultation of staff, acknowledgements; and proposals of managers.

A version has its date and text and says how staff were consulted. All of it is entries: nothing of it is edited.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only
from csd.organisation.models import Employee


class Regulation(models.Model):
    """A document by its title; what it says is in its versions."""

    title = models.CharField(_("title"), max_length=200, unique=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["title"]
        triggers = append_only()

    def __str__(self) -> str:
        return self.title


class RegulationVersion(models.Model):
    """One version: it holds from a day until the next. `consulted` says how staff were consulted before it (O5)."""

    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="versions", verbose_name=_("regulation"))
    number = models.PositiveIntegerField(_("version"))
    effective_from = models.DateField(_("effective from"))
    text = models.TextField(_("text"))
    consulted = models.TextField(_("how staff were consulted"))
    published_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("published by"))
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a regulation")
        verbose_name_plural = _("versions of regulations")
        ordering = ["regulation", "-number"]
        constraints = [
            models.UniqueConstraint(name="regulation_version_once", fields=["regulation", "number"]),
            models.CheckConstraint(name="regulation_version_says_something", condition=~Q(text="") & ~Q(consulted="")),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.regulation} #{self.number}"


class Acknowledgement(models.Model):
    """Somebody has read a version and says so."""

    version = models.ForeignKey(RegulationVersion, models.PROTECT, related_name="acknowledgements", verbose_name=_("version"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [models.UniqueConstraint(name="acknowledged_once", fields=["version", "employee"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.employee}: {self.version}"


class ProposalKind(models.TextChoices):
    """O5, §4一.2: what managers propose to the general manager."""

    REWARD = "reward", _("Reward")
    PENALTY = "penalty", _("Penalty")
    APPOINTMENT = "appointment", _("Appointment")
    REMOVAL = "removal", _("Removal")


class Proposal(models.Model):
    """What a manager proposes about somebody, and why."""

    kind = models.CharField(_("kind"), max_length=12, choices=ProposalKind)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("employee"))
    what = models.CharField(_("what is proposed"), max_length=200)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    token = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="proposal_kind", condition=Q(kind__in=ProposalKind.values)),
            models.CheckConstraint(name="proposal_says_why", condition=~Q(reason="") & ~Q(what="")),
            models.CheckConstraint(name="proposal_not_about_oneself", condition=~Q(proposed_by=models.F("employee"))),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.employee}"


class ProposalDecision(models.Model):
    """What the general manager decided; one decision per proposal."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="decision", verbose_name=_("proposal"))
    accepted = models.BooleanField(_("accepted"))
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [models.CheckConstraint(name="decision_refused_with_reason", condition=Q(accepted=True) | ~Q(reason=""))]
        triggers = append_only()

    def __str__(self) -> str:
        return str(self.proposal)
