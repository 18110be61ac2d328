"""Dated policy values and the days of the calendar that differ from the libraries' (docs/rulebook.md P marks, D2)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.closed_months import LAST_APPROVED, closed, refuse_where
from csd.database.kept_history import changes
from csd.organisation.models import Employee


@pghistory.track(*changes())
class PolicyValue(models.Model):
    """A parameter's value from a day on; csd.policy.parameters knows the keys, units and defaults."""

    key = models.CharField(_("key"), max_length=64)
    effective_from = models.DateField(_("effective from"))
    value = models.TextField(_("value"))
    set_by = models.ForeignKey(Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)
    # P13: an amount above 0 is agreed by a version of the regulations
    agreed_in = models.ForeignKey(
        "csd.RegulationVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreed in")
    )
    batch = models.ForeignKey("csd.ImportBatch", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("policy value")
        verbose_name_plural = _("policy values")
        ordering = ["key", "effective_from"]
        constraints = [models.UniqueConstraint(name="policy_one_value_a_day", fields=["key", "effective_from"])]
        # a value in force on a month's first day holds for that month
        triggers = [
            closed(operation, " ".join(refuse_where(f"SELECT 1 FROM {rows} r WHERE r.effective_from <= {LAST_APPROVED}") for rows in parts))
            for operation, parts in (("insert", ["new_rows"]), ("update", ["old_rows", "new_rows"]), ("delete", ["old_rows"]))
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value} ({self.effective_from})"
