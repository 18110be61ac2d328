"""What opens beside a page, or as a page of its own for a link that is shared."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

BESIDE = "beside"


def for_beside(request: HttpRequest) -> bool:
    """Whether only what stands beside the page is asked for."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and htmx.target == BESIDE)


def shut(request: HttpRequest) -> HttpResponse | None:
    """The answer to closing what stood beside; None when the page itself is asked for."""
    return HttpResponse("") if for_beside(request) else None


def answer(request: HttpRequest, template: str, context: dict[str, Any], beside: dict[str, Any]) -> HttpResponse:
    """What opens beside alone, or the whole page with it."""
    if for_beside(request):
        return render(request, beside["beside"], beside)
    return render(request, template, {**context, **beside})
