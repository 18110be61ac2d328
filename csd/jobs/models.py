"""What ran by the clock: one row per sweep and slot."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SweepRun(models.Model):
    """A sweep in a slot of its timetable: begun, and over with how much it found or what went wrong. Once a slot, whoever delivers it twice."""

    name = models.CharField(_("sweep"), max_length=64)
    slot = models.DateTimeField(_("slot"))
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    found = models.PositiveBigIntegerField(_("found"), null=True)
    failure = models.TextField(_("failure"), blank=True)

    class Meta:
        verbose_name = _("run of a sweep")
        verbose_name_plural = _("runs of sweeps")
        constraints = [
            models.UniqueConstraint(name="sweep_once_a_slot", fields=["name", "slot"]),
            models.CheckConstraint(name="sweep_found_when_finished", condition=Q(finished_at=None, found=None) | ~Q(finished_at=None)),
        ]
        indexes = [models.Index(F("name"), F("slot").desc(), name="sweep_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"
