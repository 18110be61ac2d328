"""Pay runs in the administration: their state, with a link to our own page; no amounts."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse

from csd.administration.base import ScopedAdmin
from payroll.runs.models import Run


@admin.register(Run)
class RunAdmin(ScopedAdmin):
    """Months and their state."""

    permission = "run.watch"
    technical = True
    list_display = fields = ("month", "state", "attempt")
    list_filter = ("state",)
    list_select_related = ("attempt",)
    ordering = ("-month",)

    def page_of(self, record: Run) -> str:
        """The month's page."""
        return reverse("pay-run", kwargs={"month": record.month})
