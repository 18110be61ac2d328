"""Preparing the months that are not closed (docs/rulebook.md A11): a job for whoever asks, and a sweep every night."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from attendance.close import preparing
from csd import formats
from csd.access.permissions import may
from csd.formats import Words
from csd.jobs.models import Job
from csd.jobs.registry import job
from csd.jobs.services import start
from csd.jobs.task import Task
from csd.models import Employee
from csd.months import Month

KIND = "points.prepare"


def _title(about: str) -> Words:
    return _("Preparing %(month)s") % {"month": formats.month(Month.parse(about))}


@job(KIND, queue="interactive", title=_title, seen_by=lambda who, about: may(who, "points.close"))
def prepare(task: Task) -> None:
    """Prepare the people of a part, or at the end what concerns the month as a whole; twice, late or for a closed month does no harm."""
    month = Month.parse(task.about)
    if "after" not in task.given:
        preparing.finish_preparing(month, task.asked_at)
        return
    for number, _last in enumerate(preparing.portions(month, task.asked_at, task.given["after"], task.given["until"]), 1):
        task.say(number)


def start_preparing(month: Month, by: Employee | None) -> Job:
    """The job that prepares a month: all parts of its people, then the whole. The one under way where there is one."""
    people = [(0, {**part}) for part in preparing.parts_of(month)]
    return start(prepare, str(month), by, parts=[*people, (1, {})])


def prepare_open_months() -> int:
    """Prepare yesterday's month and the one before it, where they are not closed (A11)."""
    month = Month.of(timezone.localdate() - timedelta(days=1))
    return len([start_preparing(wanted, None) for wanted in (month - 1, month)])
