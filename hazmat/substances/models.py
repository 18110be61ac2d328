"""Hazardous materials (docs/rulebook.md H1); the ledger comes later, the substances are loaded with the company."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.fields import finite
from csd.models import ImportBatch


class Substance(models.Model):
    """A hazardous substance: `min_stock` in its own unit; `two_person` ones need a witness (H3)."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    unit = models.CharField(_("unit"), max_length=16)
    cas = models.CharField("CAS", max_length=20, blank=True)
    hazard_class = models.CharField(_("hazard class"), max_length=50, blank=True)
    min_stock = models.DecimalField(_("minimum stock"), max_digits=14, decimal_places=3, default=0)
    two_person = models.BooleanField(_("two-person"), default=False)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("substance")
        verbose_name_plural = _("substances")
        ordering = ["code"]
        constraints = [
            finite("substance_min_stock", "min_stock", minimum="0"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
