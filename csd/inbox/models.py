"""Who decides for somebody who is away (docs/rulebook.md O4)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from csd.database.kept_history import changes
from csd.organisation.models import Employee


class Matters(models.TextChoices):
    """What is handed over: what one decides by a right of one's own role, or what one's team asks."""

    OFFICE = "office", _("What I decide by my role")
    TEAM = "team", _("What my team asks me")


@pghistory.track(*changes())
class Delegation(models.Model):
    """From `since` to `until`, both included, `deputy` decides for `giver`; `ended_at` ends it earlier. Never deleted."""

    giver = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("away"))
    deputy = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("deputy"))
    matters = models.CharField(_("what"), max_length=8, choices=Matters)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by"))

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(name="delegation_not_to_oneself", condition=~Q(giver=F("deputy"))),
            models.CheckConstraint(name="delegation_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(name="delegation_matters", condition=Q(matters__in=Matters.values)),
            models.CheckConstraint(name="delegation_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="delegation_once", fields=["giver", "deputy", "matters", "since", "until"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.deputy} {self.since}–{self.until}"
