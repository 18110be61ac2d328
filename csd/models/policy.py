"""Dated policy values and the days of the calendar that differ from the libraries' (RULES.md P marks, D2)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.closed_months import LAST_APPROVED, closed, closed_with_month, on, refuse_where
from csd.history import changes, changes_and_entries
from csd.models.organisation import Employee


@pghistory.track(*changes())
class PolicyValue(models.Model):
    """A parameter's value from a day on; csd.policy knows the keys, units and defaults."""

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


class DayKind(models.TextChoices):
    """D2: what a day is."""

    STATUTORY = "statutory", _("Statutory holiday")
    REST = "rest", _("Rest day")
    WORK = "work", _("Working day")


@pghistory.track(*changes_and_entries())
class CalendarDay(models.Model):
    """A day entered by the company; it overrides what the libraries say of that day."""

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind)
    name = models.CharField(_("name"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    batch = models.ForeignKey("csd.ImportBatch", models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["date"]
        constraints = [models.CheckConstraint(name="calendar_day_kind", condition=models.Q(kind__in=DayKind.values))]
        triggers = closed_with_month(*on("date"))

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"


@pghistory.track(*changes())
class CalendarYear(models.Model):
    """D2: a year whose official calendar the libraries do not have yet, entered or confirmed by a person."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    confirmed_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("confirmed year")
        verbose_name_plural = _("confirmed years")

    def __str__(self) -> str:
        return str(self.year)
