"""Days of the calendar that differ from the libraries', and years somebody has confirmed (docs/rulebook.md D2)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.closed_months import closed_with_month, on
from csd.database.kept_history import changes, changes_and_entries
from csd.organisation.models import Employee


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
