"""The notice on the home page that something which runs by the clock is late or went wrong."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from csd import formats
from csd.access.permissions import may
from csd.jobs.selectors import late_sweeps
from csd.organisation.standing import Standing
from csd.shell.home import Content, Line, Tile


def _late(who: Standing) -> Content | None:
    late = late_sweeps(timezone.now())
    lines = [
        Line(
            state.sweep.words,
            formats.moment(state.last.slot) if state.last else _("never"),
            url=reverse("admin:queue"),
            tone="warn",
        )
        for state in late
    ]
    return Content(lines=lines, more=reverse("admin:queue")) if late else None


LATE_SWEEPS = Tile("late-sweeps", gettext_lazy("Late by the clock"), 5, lambda who: may(who, "operations.see"), _late)
