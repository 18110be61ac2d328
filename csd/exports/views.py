"""Exports: what I asked for, how far it is, taking it away; the log for whoever watches over it (docs/rulebook.md O4)."""

# many imports: asking for, following and taking away a file are one page
from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import actor, asker, by_itself, next_page, shows
from csd.access.models import LookedAt
from csd.access.permissions import may
from csd.errors import NotAllowed
from csd.exports.downloads import content_type, file_name, header
from csd.exports.forms import ExportForm
from csd.exports.listings import FORMATS, LOG, MINE
from csd.exports.lists import LIST
from csd.exports.models import OPEN_STATES, Export, ExportState
from csd.exports.registry import KINDS
from csd.exports.selectors import own_export, progress_of
from csd.exports.services import NOT_FOR_YOU, ask_export, cancel_export, may_take, take_export
from csd.jobs.progress import answer
from csd.lists.declared import LISTINGS
from csd.lists.views import page_of_list
from csd.shell.form_pages import do_act, do_form


@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """My exports, and what can be asked for here."""
    return _page(request, ExportForm(asker(request)))


@require_safe
def export_log(request: HttpRequest) -> HttpResponse:
    """Who exported what."""
    return render(request, "csd/export_log.html", {"listed": page_of_list(request, LOG)})


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an export of a month: `what` (kind:format) and `month`."""
    who = asker(request)
    form = ExportForm(who, request.POST)
    if not form.may_have(request.POST.get("what", "")):
        raise NotAllowed("not_allowed", NOT_FOR_YOU)

    def act(given: dict[str, Any]) -> Export:
        kind, format = form.chosen
        return ask_export(actor=who.employee, kind=kind, given={name: str(given[name]) for name in kind.fields}, format=format)

    return do_form(request, lambda form, status: _page(request, form, status), form, act, done="", to=_page_of)


@require_POST
def ask_list(request: HttpRequest, name: str) -> HttpResponse:
    """Ask for an export of exactly what a list shows: the query is that of its page."""
    who, listing = asker(request), LISTINGS.get(name)
    if listing is None or not listing.seen_by(who):
        raise Http404
    prefix = "argument_"
    arguments = {key.removeprefix(prefix): value for key, value in request.POST.items() if key.startswith(prefix)}
    given = {"listing": name, "query": request.GET.dict(), "arguments": arguments, "columns": request.POST.getlist("column")}
    format = request.POST.get("format", "")
    return do_act(
        request,
        lambda: ask_export(actor=who.employee, kind=LIST, given=given, format=format),
        done="",
        to=_page_of,
        back=next_page(request),
    )


@require_safe
def export(request: HttpRequest, export_id: int) -> HttpResponse:
    """One export of mine."""
    return render(request, "csd/export.html", _context(_own(request, export_id)))


@by_itself
@require_safe
def progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """How far it is; requests the whole page again once it is over."""
    return answer(request, progress_of(_own(request, export_id)))


@require_POST
def cancel(request: HttpRequest, export_id: int) -> HttpResponse:
    """End an export of mine."""
    found = _own(request, export_id)
    if cancel_export(actor=actor(request), export_id=export_id):
        messages.success(request, _("The export was ended. Nothing of its file was kept; the log says that you asked for it."))
    return redirect("export", export_id=found.pk)


@require_POST
def download(request: HttpRequest, export_id: int) -> FileResponse:
    """The file, as something to keep and never to open in the browser. POST, because taking it is recorded."""
    asked = _own(request, export_id)
    if not _takeable(asked):
        raise Http404
    right = KINDS[asked.kind].right(asked.parameters) if asked.kind in KINDS else ""
    if right:
        shows(request, right, look=LookedAt.EXPORT, detail=asked.title)
    taken = take_export(actor=actor(request), export_id=export_id)
    if taken is None:
        raise Http404
    found, path = taken
    response = FileResponse(path.open("rb"), content_type=content_type(found.format))
    response["Content-Disposition"] = header(file_name(found.title, found.asked_at, found.format))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    listed = page_of_list(request, MINE)
    context = {"listed": listed, "form": form, "log": may(asker(request), "export.watch")}
    return render(request, "csd/exports.html", context, status=status)


def _page_of(made: Export) -> str:
    return reverse("export", kwargs={"export_id": made.pk})


def _own(request: HttpRequest, export_id: int) -> Export:
    found = own_export(asker(request).employee, export_id)
    if found is None or not asker(request).employed:
        raise Http404
    return found


def _context(found: Export) -> dict[str, Any]:
    known = KINDS.get(found.kind)
    return {
        "export": found,
        "title": known.title(found.parameters) if known else found.title,
        "scope": known.scope(found.parameters) if known else "",
        "format": FORMATS.get(found.format, found.format),
        "state": ExportState(found.state),
        "open": found.state in OPEN_STATES,
        "progress": progress_of(found),
        "takeable": _takeable(found),
    }


def _takeable(found: Export) -> bool:
    return found.state == ExportState.DONE and may_take(found)
