"""What holds for every page: signed in unless the view says otherwise, nothing kept by the browser, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import resolve_url

from csd.errors import NotAllowed, Refused
from csd.http import ProveAgain, forget_standing, place_of, query_string, standing_or_none
from csd.models import Happened, User
from csd.selectors.access import needs_second_step
from csd.services.security_log import note
from csd.sessions import SessionStore, facts_of
from csd.views.errors import cut_off, forbidden, refused

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


class DenialMiddleware:
    """Each page and act that is refused to somebody signed in is an entry of the security log: who, which address by name, the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, noted where it is a refusal."""
        response = self.get_response(request)
        match = request.resolver_match
        if response.status_code in (403, 404) and match is not None and isinstance(request.user, User) and request.user.is_authenticated:
            detail = f"{request.method} {match.view_name} {response.status_code}"
            note(Happened.DENIED, user=request.user, place=place_of(request), detail=detail)
        return response


class CutOffMiddleware:
    """A form that the network cut off is refused, not taken for a shorter one.

    Neither gunicorn nor Django compares what came with what was announced: of an amount of 1234.56 cut off behind the point 1234.00 was saved.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the view, unless less arrived than was sent."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        try:
            whole = len(request.body) >= int(request.META.get("CONTENT_LENGTH") or 0)
        except (UnreadablePostError, ValueError):
            # ValueError: a length that is no number, of which Django makes a breakdown
            whole = False
        return self.get_response(request) if whole else cut_off(request)


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
        if isinstance(exception, ProveAgain):
            return _ask_again(request)
        if isinstance(exception, NotAllowed):
            return forbidden(request, exception)
        if isinstance(exception, Refused):
            return refused(request, exception)
        return None


def _ask_again(request: HttpRequest) -> HttpResponse:
    if request.method in ("GET", "HEAD"):
        onward = request.get_full_path()
    else:
        # what was sent is not sent again by itself: back to the page it was sent from
        onward = urlsplit(request.headers.get("Referer", "")).path
    if getattr(request, "htmx", False):
        shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        response = HttpResponse(status=401)
        response["HX-Redirect"] = resolve_url("prove") + query_string({"next": f"{shown.path}?{shown.query}".rstrip("?")})
        return response
    return HttpResponseRedirect(resolve_url("prove") + query_string({"next": onward}))
