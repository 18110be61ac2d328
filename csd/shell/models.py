"""Errors nobody expected, kept for whoever looks after the program: where, what kind, for whom; never what was typed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csd.database.append_only import append_only


class UnexpectedError(models.Model):
    """One answer 500: `number` is shown on its page, so that somebody can say which one they saw."""

    number = models.CharField(_("number"), max_length=12, unique=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    method = models.CharField(_("method"), max_length=8)
    page = models.CharField(_("page"), max_length=200)
    error = models.CharField(_("kind of error"), max_length=200)
    place = models.TextField(_("place in the program"))
    login = models.CharField(_("login"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("unexpected error")
        verbose_name_plural = _("unexpected errors")
        ordering = ["-id"]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.number} {self.error}"
