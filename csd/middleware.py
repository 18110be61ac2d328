"""What holds for every page: signed in unless the view says otherwise, nothing kept by the browser, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from csd.errors import NotAllowed, Refused
from csd.views.errors import forbidden, refused

GetResponse = Callable[[HttpRequest], HttpResponseBase]


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
    """Whoever left or was barred loses the session itself, not only what it shows (csd.backends)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Forget a session whose user is nobody any more."""
        if SESSION_KEY in request.session and not request.user.is_authenticated:
            request.session.flush()
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages about people are kept by no browser and no proxy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """`no-store` unless a view said something of its own."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class RefusalMiddleware:
    """A refusal that a view does not answer itself becomes a page: 403 where a right is missing, 409 where the state is in the way."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The sentence of a refusal, on a page."""
        if isinstance(exception, NotAllowed):
            return forbidden(request, exception)
        if isinstance(exception, Refused):
            return refused(request, exception)
        return None
