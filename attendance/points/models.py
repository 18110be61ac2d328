"""What is concluded from the facts of time: scores and the entries behind them (docs/rulebook.md A)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.closed_months import Span, closed_with_month
from csd.database.fields import MonthField, first_of_month
from csd.database.kept_history import changes_and_entries
from csd.database.links import holds_children, set_based_link, set_based_links
from csd.database.sealed_months import sealed_with_attempt
from csd.models import Attempt, Employee, ImportBatch


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

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
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
            *set_based_links(attempt="attempt", employee="employee"),
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


class RunningScore(models.Model):
    """Where a person stands in a month that is not closed, as of `as_of` (docs/rulebook.md A11).

    It decides nothing: the close judges again.
    """

    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False)
    late = models.PositiveSmallIntegerField(_("late"))
    absent = models.PositiveSmallIntegerField(_("absent"))
    early = models.PositiveSmallIntegerField(_("left early"))
    truant = models.PositiveSmallIntegerField(_("truant"))
    offline = models.PositiveSmallIntegerField(_("offline"))
    comp_days_used = models.PositiveSmallIntegerField(_("comp days used"))
    score = models.DecimalField(_("score"), max_digits=3, decimal_places=1)
    action = models.CharField(_("action"), max_length=8, choices=Action)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("running score")
        verbose_name_plural = _("running scores")
        indexes = [models.Index(name="running_score_lowest", fields=["month", "score"])]
        constraints = [
            models.UniqueConstraint(name="running_score_once", fields=["employee", "month"]),
            first_of_month("running_score_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.employee_id} {self.score}"


class FindingKind(models.TextChoices):
    """A11: what is missing or waits before a month is closed."""

    NO_ROSTER = "no_roster", _("Nobody rostered them")
    STRAY_PUNCH = "stray_punch", _("Punch outside every window")
    OPEN_LEAVE = "open_leave", _("Leave without approval")
    OPEN_SWAP = "open_swap", _("Swap not accepted or not approved")
    BREACH = "breach", _("Recorded breach")
    NOT_JUDGED = "not_judged", _("Cannot be judged")


class Finding(models.Model):
    """Something of a person's month that somebody should look at before it is closed, as of the last preparing."""

    month = MonthField(_("month"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("what"), max_length=12, choices=FindingKind)
    at = models.DateTimeField(_("when"))
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [
            models.Index(name="finding_of_kind", fields=["month", "kind", "at", "id"]),
            models.Index(name="finding_of_person", fields=["employee", "month"]),
        ]
        constraints = [models.CheckConstraint(name="finding_kind", condition=models.Q(kind__in=FindingKind.values))]

    def __str__(self) -> str:
        return f"{self.month} {self.kind} {self.employee_id}"


class Preparation(models.Model):
    """A11: a month as it was last prepared: scores and findings of everybody were written by `as_of`, with how many of each."""

    month = MonthField(_("month"), primary_key=True)
    as_of = models.DateTimeField(_("as of"))
    people = models.PositiveIntegerField(_("people"))
    counts = models.JSONField(_("counts"))

    class Meta:
        verbose_name = _("preparation of a month")
        verbose_name_plural = _("preparations of months")

    def __str__(self) -> str:
        return f"{self.month} {self.as_of}"
