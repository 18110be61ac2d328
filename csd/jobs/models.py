"""Jobs, for whatever takes longer than a request and has no tables of its own; what ran by the clock: one row per sweep and slot."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.organisation.models import Employee


class JobState(models.TextChoices):
    """waiting → working → done, failed or cancelled."""

    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    WORKING = "working", pgettext_lazy("job", "Under way")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


OPEN_JOBS = (JobState.WAITING.value, JobState.WORKING.value)


class Job(models.Model):
    """Work that somebody, or the clock where `by` is empty, asked for: a `kind` (csd.jobs.registry) and what it is `about`.

    `best` is the best result so far, which a worker that begins again goes on from.
    """

    kind = models.CharField(_("kind"), max_length=64)
    about = models.CharField(_("about"), max_length=200)
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    language = models.CharField(max_length=10)
    state = models.CharField(_("state"), max_length=9, choices=JobState, default=JobState.WAITING)
    best = models.JSONField(null=True)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    failure = models.TextField(_("failure"), blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(name="job_state", condition=Q(state__in=JobState.values)),
            models.UniqueConstraint(name="job_once_at_a_time", fields=["kind", "about"], condition=Q(state__in=OPEN_JOBS)),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.about}"


class JobPart(models.Model):
    """A part of a job that one worker does; `given` says which. Parts of a stage start when all of the stage before are done.

    `said` of `of` is how far it is, in whatever the kind counts.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts", db_index=False)
    stage = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField()
    given = models.JSONField(default=dict)
    said = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(null=True)
    done = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    class Meta:
        verbose_name = _("part of a job")
        verbose_name_plural = _("parts of jobs")
        ordering = ["stage", "number"]
        constraints = [models.UniqueConstraint(name="job_part_once", fields=["job", "number"])]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class SweepRun(models.Model):
    """A sweep in a slot of its timetable: begun, ended, and what it found or what went wrong. Once per slot, however often delivered."""

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
