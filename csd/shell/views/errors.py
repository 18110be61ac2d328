"""Pages for what cannot be shown: each a sentence and the next step, in the shell, with nothing of the inside of the program."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from csd.errors import Refused
from csd.shell.services import keep_error


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400, _("This request cannot be understood"), _("Go back and try again from the page itself."))


def cut_off(request: HttpRequest) -> HttpResponse:
    """400 for a form of which only a part arrived."""
    return _page(request, 400, _("Only a part of this form arrived"), _("Nothing was saved. Go back and send it again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the right is missing; the sentence of the refusal where there is one."""
    said = str(exception) if isinstance(exception, Refused) or (exception and exception.args) else ""
    return _page(request, 403, _("You may not do this"), said or _("Ask somebody who may, or have the right given to you."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its secret, most often one from before signing in."""
    return _page(request, 403, _("This form has expired"), _("Nothing was changed. Open the page again and repeat what you did."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: gone, never there, or not for this person: all three look the same."""
    return _page(request, 404, _("There is nothing here for you"), _("The address is wrong, or what it names is not yours to see."))


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """409: the sentence says what is in the way."""
    return _page(request, 409, _("This was not done"), str(exception))


def broken(request: HttpRequest) -> HttpResponse:
    """500, without needing the database: it may be what is broken. The number is what somebody tells whoever looks after the program."""
    number = keep_error(request, sys.exc_info()[1])
    return HttpResponse(render_to_string("csd/broken.html", {"number": number}), status=500)


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    return render(request, "csd/error.html", {"title": title, "sentence": sentence, "status": status}, status=status)
