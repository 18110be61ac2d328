"""What is concluded from the facts of time: scores and the entries behind them (RULES.md A)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.closed_months import Span, closed_with_month
from csd.fields import MonthField, first_of_month
from csd.history import changes_and_entries
from csd.models import Attempt, Employee, ImportBatch
from csd.sealing import holds_children, sealed_with_attempt, set_based_link


class Action(models.TextChoices):
    """A10: what a month's score leads to."""

    NONE = "none", _("None")
    WARNING = "warning", _("Oral warning")
    PENALTY = "penalty", _("Company penalty")
    SEVERE = "severe", _("Severe penalty")


class EntryKind(models.TextChoices):
    """The column of scores.csv an entry counts in."""

    LATE = "late", _("Late")
    ABSENT = "absent", _("Absent")
    EARLY = "early", _("Left early")
    TRUANT = "truant", _("Truant")
    OFFLINE = "offline", _("Offline")
    COMP = "comp", _("Comp day used")


@pghistory.track(*changes_and_entries())
class ScoreHistory(models.Model):
    """The score of a month closed before the system started; one computed here beats it."""

    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False)
    score = models.DecimalField(_("score"), max_digits=3, decimal_places=1)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, editable=False, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("earlier score")
        verbose_name_plural = _("earlier scores")
        constraints = [
            models.UniqueConstraint(name="score_history_once", fields=["employee", "month"]),
            models.CheckConstraint(name="score_history_range", condition=models.Q(score__gte=0)),
            first_of_month("score_history_month"),
        ]
        # A10 looks at the scores of this month and the two before
        triggers = closed_with_month(Span("r.month", "r.month"), Span("r.month", "(r.month + interval '2 months')"))

    def __str__(self) -> str:
        return f"{self.month} {self.score}"


class MonthScore(models.Model):
    """A person's month in an attempt: the counts of scores.csv, exact unpaid days (`numerator/denominator`), P10's minutes."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+", db_index=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False)
    late = models.PositiveSmallIntegerField(_("late"))
    absent = models.PositiveSmallIntegerField(_("absent"))
    early = models.PositiveSmallIntegerField(_("left early"))
    truant = models.PositiveSmallIntegerField(_("truant"))
    offline = models.PositiveSmallIntegerField(_("offline"))
    comp_days_used = models.PositiveSmallIntegerField(_("comp days used"))
    unpaid_days = models.CharField(_("unpaid days"), max_length=60)
    holiday_minutes = models.PositiveIntegerField(_("minutes on statutory days"))
    score = models.DecimalField(_("score"), max_digits=3, decimal_places=1)
    action = models.CharField(_("action"), max_length=8, choices=Action)

    class Meta:
        verbose_name = _("month score")
        verbose_name_plural = _("month scores")
        constraints = [
            models.UniqueConstraint(name="month_score_once", fields=["attempt", "employee"]),
            models.CheckConstraint(name="month_score_range", condition=models.Q(score__gte=0)),
            models.CheckConstraint(name="month_score_action", condition=models.Q(action__in=Action.values)),
        ]
        triggers = [
            *sealed_with_attempt(),
            holds_children("entries", "attendance_pointentry", "c.attempt_id = p.attempt_id AND c.employee_id = p.employee_id"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} {self.employee_id} {self.score}"


class PointEntry(models.Model):
    """Points taken, or a comp day used (0 points), with the rule and the rows it rests on."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    rule = models.CharField(_("rule"), max_length=8)
    kind = models.CharField(_("kind"), max_length=8, choices=EntryKind)
    at = models.DateTimeField(_("time"))
    points = models.DecimalField(_("points"), max_digits=4, decimal_places=1)
    evidence = models.JSONField(_("evidence"))

    class Meta:
        verbose_name = _("point entry")
        verbose_name_plural = _("point entries")
        indexes = [models.Index(name="point_entry_of_person", fields=["attempt", "employee"])]
        constraints = [models.CheckConstraint(name="point_entry_points", condition=models.Q(points__gte=0))]
        triggers = [
            *sealed_with_attempt(),
            set_based_link("score", "attendance_monthscore", "p.attempt_id = c.attempt_id AND p.employee_id = c.employee_id"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.at} {self.points}"
