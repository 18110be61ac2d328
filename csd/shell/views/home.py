"""The home page and the inbox: what is due, what waits, what changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from csd.access.asking import standing_or_none
from csd.shell.home import home_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is due now, what waits, what changed; an operator who is nobody in the company goes to the administration."""
    who = standing_or_none(request)
    if who is None:
        return redirect("admin:index")
    return render(request, "csd/home.html", {"tiles": home_of(who), "today": timezone.localdate()})
