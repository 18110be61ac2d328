"""How far something is, the same for every line of work: what parts/progress.html shows and asks for again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csd.formats import Words, duration, number
from csd.jobs.models import OPEN_JOBS, Job, JobState


@dataclass(frozen=True)
class Stage:
    """A stage with its name: parts done of all, and how many tries failed."""

    name: Words
    done: int
    parts: int
    tries: int = 0

    @property
    def over(self) -> bool:
        """Whether all of it is done."""
        return self.done == self.parts


@dataclass(frozen=True)
class Progress:
    """How far it is: `done` of `total` (None: it waits for its turn), in `words`. `url` is asked again every second while it is open."""

    done: int
    total: int | None
    words: str
    open: bool
    url: str
    rate: str = ""
    stages: Sequence[Stage] = field(default=())


def with_rate(done: int, total: int | None, seconds: float, words: str) -> str:
    """A sentence about `rate` and `left`, once there is a rate; empty before."""
    if not done or total is None or seconds <= 1:
        return ""
    rate = done / seconds
    left = duration(timedelta(seconds=max(0, round((total - done) / rate))))
    return words % {"rate": number(round(rate)), "left": left}


def answer(request: HttpRequest, progress: Progress) -> HttpResponse:
    """The part of a page alone; requests the whole page again once it is over."""
    response = render(request, "parts/progress.html", {"progress": progress})
    if not progress.open:
        response["HX-Refresh"] = "true"
    return response


def progress_of(job: Job) -> Progress:
    """How far a job is: in what its kind counts where all parts have said of how much, else in parts."""
    parts = list(job.parts.values_list("done", "said", "of"))
    done, total = sum(over for over, _said, _of in parts), len(parts)
    counted = [(of if over else said, of) for over, said, of in parts if of]
    if len(counted) == len(parts):
        done, total = sum(said for said, _of in counted), sum(of for _said, of in counted)
    waits = job.state == JobState.WAITING
    seconds = (timezone.now() - job.started_at).total_seconds() if job.started_at else 0
    rate = with_rate(done, total, seconds, _("about %(left)s left"))
    words = _("%(done)s of %(total)s done") % {"done": number(done), "total": number(total)}
    return Progress(done, None if waits else total, words, job.state in OPEN_JOBS, reverse("job-progress", kwargs={"job_id": job.pk}), rate)
