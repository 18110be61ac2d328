"""Exports: files that people take away. A row is the job and its outcome, its parts are what workers share, the log never changes.

The rows are the truth and Celery only wakes workers, as in csd.closing.models; but a part of an export takes longer than a
transaction should stay open, so its holder has an advisory lock of its session instead of a locked row (csd.exports.engine).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.database.append_only import append_only
from csd.organisation.models import Employee


class ExportState(models.TextChoices):
    """waiting → working → done, failed or cancelled; done → expired, when its file is removed."""

    WAITING = "waiting", pgettext_lazy("export", "Waiting")
    WORKING = "working", pgettext_lazy("export", "Being written")
    DONE = "done", pgettext_lazy("export", "Ready")
    FAILED = "failed", pgettext_lazy("export", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("export", "Removed")


OPEN_STATES = (ExportState.WAITING.value, ExportState.WORKING.value)


class Export(models.Model):
    """A file somebody asked for. `kind` and `parameters` say what is in it; `post` is who they were when they asked (O4).

    `file` is its random name in the folder of exports, `made_for` what makes asking twice one export, `done` of `total` the rows
    written so far. The file is the asker's alone, and only as long as they may see what is in it.
    """

    owner = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("who"))
    post = models.CharField(max_length=200)
    kind = models.CharField(_("kind"), max_length=64)
    title = models.CharField(_("title"), max_length=200)
    parameters = models.JSONField(default=dict)
    made_for = models.CharField(max_length=64)
    format = models.CharField(_("format"), max_length=8)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=9, choices=ExportState, default=ExportState.WAITING)
    total = models.PositiveBigIntegerField(_("rows to write"), null=True)
    rows = models.PositiveBigIntegerField(_("rows"), null=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(_("asked at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    failure = models.TextField(_("failure"), blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index(name="export_of_person", fields=["owner", "-id"])]
        constraints = [
            models.CheckConstraint(name="export_state", condition=Q(state__in=ExportState.values)),
            models.UniqueConstraint(name="export_once_at_a_time", fields=["owner", "made_for"], condition=Q(state__in=OPEN_STATES)),
            models.CheckConstraint(
                name="export_done_is_complete",
                condition=~Q(state="done") | (Q(rows__isnull=False, size__isnull=False, expires_at__isnull=False) & ~Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"


class ExportPart(models.Model):
    """A part of an export that one worker writes: rows `low` up to `high` of it. `written` of them are in a file so far."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    low = models.PositiveBigIntegerField(default=0)
    high = models.PositiveBigIntegerField(default=0)
    written = models.PositiveBigIntegerField(default=0)
    done = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    class Meta:
        verbose_name = _("part of an export")
        verbose_name_plural = _("parts of exports")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="export_part_once", fields=["export", "number"])]

    def __str__(self) -> str:
        return f"{self.export_id}/{self.number}"


class ExportLog(models.Model):
    """What was asked, made and taken away: by whom, of what, how many rows, with which checksum. Never changed (O4)."""

    class Event(models.TextChoices):
        """What happened."""

        ASKED = "asked", pgettext_lazy("export", "Asked for")
        MADE = "made", pgettext_lazy("export", "Written")
        TAKEN = "taken", pgettext_lazy("export", "Downloaded")
        CANCELLED = "cancelled", pgettext_lazy("export", "Cancelled")
        FAILED = "failed", pgettext_lazy("export", "Failed")

    at = models.DateTimeField(_("when"), auto_now_add=True)
    event = models.CharField(_("what"), max_length=9, choices=Event)
    who = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("who"))
    who_was = models.CharField(_("who"), max_length=140)
    export = models.ForeignKey(Export, models.PROTECT, null=True, related_name="+", verbose_name=_("export"))
    kind = models.CharField(_("kind"), max_length=64)
    title = models.CharField(_("title"), max_length=200)
    scope = models.TextField(_("scope"), blank=True)
    parameters = models.JSONField(default=dict)
    format = models.CharField(_("format"), max_length=8)
    rows = models.PositiveBigIntegerField(_("rows"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("entry of the export log")
        verbose_name_plural = _("export log")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="export_log_event", condition=Q(event__in=["asked", "made", "taken", "cancelled", "failed"]))
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.who_was} {self.event} {self.title}"
