"""Long work as rows: an attempt at a month and its chunks. Celery only wakes workers; these rows are the truth.

A chunk is claimed by locking its row (SKIP LOCKED) for the one transaction that computes it, writes its results and marks
it done. A worker that dies takes nothing with it: PostgreSQL rolls back and the row is free again at once.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import never_deleted, never_truncated
from csd.database.closed_months import closed, refuse_where
from csd.database.fields import MonthField, first_of_month
from csd.database.links import set_based_links
from csd.database.sealed_months import REFUSAL, sealed_with_attempt
from csd.organisation.models import Employee, Terms


class AttemptState(models.TextChoices):
    """running → done, failed or cancelled; done → superseded by a later attempt."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    SUPERSEDED = "superseded", _("Superseded")


class Attempt(models.Model):
    """One computing of a month. `frozen` is what it uses: rule editions, parameters with ids, the calendar, highest row ids."""

    month = MonthField(_("month"))
    number = models.PositiveIntegerField(_("attempt"))
    state = models.CharField(_("state"), max_length=12, choices=AttemptState, default=AttemptState.RUNNING)
    frozen = models.JSONField(_("frozen inputs"))
    started_by = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("started by"))
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    failure = models.TextField(_("failure"), blank=True)
    sealed = models.BooleanField(_("sealed"), default=False)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(name="attempt_number_once", fields=["month", "number"]),
            models.UniqueConstraint(name="attempt_one_running", fields=["month"], condition=models.Q(state="running")),
            models.CheckConstraint(name="attempt_state", condition=models.Q(state__in=AttemptState.values)),
            models.CheckConstraint(name="attempt_sealed_when_done", condition=models.Q(sealed=False) | models.Q(state="done")),
            # the months after go on from the one attempt that is done
            models.UniqueConstraint(name="attempt_one_done", fields=["month"], condition=models.Q(state="done")),
            first_of_month("attempt_month"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sealed_for_good",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__sealed=True),
                func=REFUSAL,
            ),
            closed("insert", refuse_where("SELECT 1 FROM new_rows r JOIN csd_monthlock m ON m.month = r.month AND m.approved")),
            *never_deleted(),
        ]

    def __str__(self) -> str:
        return f"{self.month} #{self.number}"


class AttemptPerson(models.Model):
    """A person of the month as the attempt froze them, numbered by `place` in order of employee number.

    Everyone employed on at least one day is here (A); `employed` counts the working days among them (P).
    `problem` names why the person cannot be computed, `cause` says it where it is an error of a rule.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    place = models.PositiveIntegerField()
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, related_name="+", db_index=False)
    leave_date = models.DateField(null=True)
    employed = models.PositiveSmallIntegerField()
    on_last_day = models.BooleanField()
    problem = models.CharField(max_length=30, blank=True)
    cause = models.CharField(max_length=500, null=True)

    class Meta:
        verbose_name = _("person of a month")
        verbose_name_plural = _("persons of a month")
        constraints = [
            models.UniqueConstraint(name="attempt_person_place", fields=["attempt", "place"]),
            models.UniqueConstraint(name="attempt_person_once", fields=["attempt", "employee"]),
        ]
        triggers = [*sealed_with_attempt(), *set_based_links(attempt="attempt", employee="employee")]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.place}"


class Chunk(models.Model):
    """A part of an attempt: employees `low` <= place < `high` of the month's list, or one single step of the whole month.

    Chunks of a stage start when all of the stage before are done.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="chunks", verbose_name=_("computing"))
    stage = models.PositiveSmallIntegerField(_("stage"))
    step = models.CharField(_("step"), max_length=20)
    low = models.PositiveIntegerField(_("from place"), default=0)
    high = models.PositiveIntegerField(_("before place"), default=0)
    done = models.BooleanField(_("done"), default=False)
    done_at = models.DateTimeField(_("done at"), null=True)
    produced = models.JSONField(_("produced"), default=dict)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    class Meta:
        verbose_name = _("chunk")
        verbose_name_plural = _("chunks")
        ordering = ["stage", "id"]
        constraints = [models.UniqueConstraint(name="chunk_once", fields=["attempt", "stage", "step", "low"])]
        triggers = sealed_with_attempt()

    def __str__(self) -> str:
        return f"#{self.pk} {self.low}–{self.high}"


class MonthLock(models.Model):
    """A row per month to lock: loads and edits take it shared, starting and approving a month takes it alone."""

    month = MonthField(primary_key=True)
    approved = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("month")
        verbose_name_plural = _("months")
        constraints = [first_of_month("monthlock_month")]
        triggers = [
            pgtrigger.Trigger(
                name="approved_for_good",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__approved=True),
                func=REFUSAL,
            ),
            never_truncated(),
        ]

    def __str__(self) -> str:
        return str(self.month)
