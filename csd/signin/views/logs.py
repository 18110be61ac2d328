"""The two logs as lists: security events, and who looked at pay."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from csd.lists.views import page_of_list
from csd.signin.lists import EVENTS, LOOKS, MY_LOOKS


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What happened to access, newest first."""
    return render(request, "csd/log.html", {"title": EVENTS.title, "listed": page_of_list(request, EVENTS)})


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at whose pay, newest first."""
    return render(request, "csd/log.html", {"title": LOOKS.title, "listed": page_of_list(request, LOOKS)})


@require_safe
def my_looks(request: HttpRequest) -> HttpResponse:
    """Who looked at my pay."""
    said = _("Colleagues of finance, the general manager and the auditor may look at pay. Every look is kept here.")
    return render(request, "csd/log.html", {"title": MY_LOOKS.title, "text": said, "listed": page_of_list(request, MY_LOOKS)})
