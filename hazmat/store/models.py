"""Places where hazardous materials are kept (docs/rulebook.md H2): warehouses and cabinets beside the two that are always there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.models import Department, ImportBatch


class Place(models.Model):
    """A store of its own: `warehouse:X` or `cabinet:X`. Its name and department decide nothing."""

    place = models.CharField(pgettext_lazy("store", "place"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department"))
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = pgettext_lazy("store", "place")
        verbose_name_plural = pgettext_lazy("store", "places")
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(name="place_is_a_store", condition=Q(place__regex=r"^(warehouse|cabinet):.")),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.name}".strip()
