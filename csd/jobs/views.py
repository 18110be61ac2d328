"""A job: how far it is, ending it. The same for every kind."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import actor, asker, by_itself
from csd.jobs.models import Job, JobState
from csd.jobs.progress import answer, progress_of
from csd.jobs.selectors import seen_job, title_of
from csd.jobs.services import cancel_own


@require_safe
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job."""
    found = _seen(request, job_id)
    context = {
        "job": found,
        "title": title_of(found),
        "state": JobState(found.state),
        "progress": progress_of(found),
        "mine": found.by_id == asker(request).employee.pk,
    }
    return render(request, "csd/job.html", context)


@by_itself
@require_safe
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """How far it is; requests the whole page again once it is over."""
    return answer(request, progress_of(_seen(request, job_id)))


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """End a job of mine."""
    found = _seen(request, job_id)
    if cancel_own(actor=actor(request), job_id=job_id):
        messages.success(request, _("It was ended."))
    return redirect("job", job_id=found.pk)


def _seen(request: HttpRequest, job_id: int) -> Job:
    who = asker(request)
    found = seen_job(who, job_id) if who.employed else None
    if found is None:
        raise Http404
    return found
