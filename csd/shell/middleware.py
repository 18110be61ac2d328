"""What holds for every page: signed in unless the view says otherwise, nothing kept by the browser, refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import resolve_url

from csd.access.asking import ProveAgain, place_of
from csd.access.log import note
from csd.access.models import Happened, User
from csd.errors import NotAllowed, Refused
from csd.lists.addresses import query_string
from csd.shell.views.errors import cut_off, forbidden, refused

GetResponse = Callable[[HttpRequest], HttpResponseBase]


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

    Neither gunicorn nor Django compares what came with what was announced: an amount of 1234.56, cut off after the point, was saved
    as 1234.00.
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
            # ValueError: a length that is not a number, on which Django breaks down
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
        onward = _path_of(request.headers.get("Referer", ""))
    if getattr(request, "htmx", False):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = resolve_url("prove") + query_string({"next": _path_of(request.headers.get("HX-Current-URL", ""))})
        return response
    return HttpResponseRedirect(resolve_url("prove") + query_string({"next": onward}))


def _path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}".rstrip("?")
