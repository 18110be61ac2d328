"""Tries at signing in, kept so that guessing becomes slow (csd.services.sign_in)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignInOutcome(models.TextChoices):
    """What came of a try; only `failed` ones slow down the next."""

    FAILED = "failed", _("Wrong number or password")
    SUCCEEDED = "succeeded", _("Signed in")
    SLOWED = "slowed", _("Asked to wait")


class SignInAttempt(models.Model):
    """One try: the number as typed (known or not), the address it came from, the browser if it signed in with that number before."""

    login = models.CharField(_("employee number"), max_length=64)
    address = models.GenericIPAddressField(_("address"), null=True)
    device = models.CharField(_("known browser"), max_length=32, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=9, choices=SignInOutcome, default=SignInOutcome.FAILED)

    class Meta:
        verbose_name = _("try at signing in")
        verbose_name_plural = _("tries at signing in")
        indexes = [
            models.Index(name="sign_in_by_number", fields=["login", "at"]),
            models.Index(name="sign_in_by_address", fields=["address", "at"]),
        ]
        constraints = [models.CheckConstraint(name="sign_in_outcome", condition=Q(outcome__in=SignInOutcome.values))]

    def __str__(self) -> str:
        return f"{self.login} {self.get_outcome_display()}"
