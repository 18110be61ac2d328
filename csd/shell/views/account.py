"""The first page, language, light and dark."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import next_page, opens_admin
from csd.access.models import User
from csd.access.services import choose_language

YEAR = timedelta(days=365)
APPEARANCE = "csd_appearance"
APPEARANCES = ("light", "dark")


@require_safe
def admin_door(request: HttpRequest) -> HttpResponse:
    """Where the administration sends whoever may not open it: for them it does not exist."""
    if not opens_admin(request):
        raise Http404
    return redirect("admin:index")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, kept in the browser and with the login."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(next_page(request))
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            choose_language(user=request.user, language=chosen)
        with_language(response, chosen)
    return response


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device is set."""
    chosen = request.POST.get("appearance", "")
    response = HttpResponseRedirect(next_page(request))
    if chosen in APPEARANCES:
        _set_cookie(response, APPEARANCE, chosen)
    else:
        response.delete_cookie(APPEARANCE, samesite="Lax")
    return response


def with_language(response: HttpResponse, chosen: str | None) -> HttpResponse:
    """The answer, with the language kept in the browser."""
    if chosen:
        _set_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def _set_cookie(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
