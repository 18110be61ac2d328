"""Signed in unless the view says otherwise; a session that no longer counts is forgotten."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from csd.access.asking import forget_standing, standing_or_none
from csd.access.models import User
from csd.access.sessions import SessionStore, facts_of
from csd.shell.middleware import GetResponse
from csd.signin.selectors import needs_second_step


class SignedInMiddleware(LoginRequiredMiddleware):
    """Everything needs a session, unless a view is marked `login_not_required`."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]  # 401 for a part
        """To the sign-in page and back; a part of a page sends the whole page there."""
        if not getattr(request, "htmx", False):
            return redirect_to_login(request.get_full_path(), resolve_url(self.get_login_url(view_func)))
        response = HttpResponse(status=401)
        response["HX-Redirect"] = resolve_url(self.get_login_url(view_func))
        return response


class EndedSessionMiddleware:
    """Whoever left, was barred, or got rights that need a second step loses the session itself, not only what it shows."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Forget a session that does not count."""
        if SESSION_KEY in request.session and not _counts(request):
            request.session.flush()
            request.user = AnonymousUser()
            forget_standing(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Note that the session is used, unless the page asks by itself."""
        if not getattr(view, "by_itself", False) and isinstance(request.session, SessionStore):
            request.session.used()


def _counts(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return False
    return bool(facts_of(request).get("second")) or not needs_second_step(user, standing_or_none(request))
