"""Forms and steps that change one thing, each by one service: `do_form` for what is typed, `do_act` for a step without a form.

A refusal of a form stands beside its field with what was typed, one of a step on the page it leads to. Whoever lacks the right gets 403.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from csd.access.asking import acts, sees
from csd.errors import NotAllowed, Refused
from csd.formats import Words
from csd.organisation.standing import Standing


@dataclass(frozen=True)
class FormPage:
    """What stands around a form: title, where it came from, the word of its button, what the act means."""

    title: Words
    back_url: str
    back: Words
    button: Words
    explains: Words = ""
    template: str = "csd/form.html"


# a page that has other things too shows the form itself: the form, and the status of the answer
Shown = Callable[[forms.Form, int], HttpResponse]
# said, or gone to, once something is done; it may depend on what the service returned
Done = Words | Callable[[Any], Words]


def allowed(request: HttpRequest, permission: str) -> Standing:
    """Whoever may do it; for others the form does not exist (404) and the act is forbidden (403)."""
    return acts(request, permission) if request.method == "POST" else sees(request, permission)


def show_form(
    request: HttpRequest, page: FormPage, form: forms.Form, *, status: int = 200, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page of a form."""
    return render(request, page.template, {"page": page, "form": form, **(more or {})}, status=status)


def do_form(
    request: HttpRequest,
    page: FormPage | Shown,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    done: Done,
    to: str | Callable[[Any], str],
    beside: Mapping[str, str] | None = None,
    fresh_stamp: Callable[[], str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Do what a form asks: `act` calls one service with the cleaned values. A refusal stands at its field; nothing typed is lost.

    Its field is the one the refusal names, or that of `beside` for its code. Whoever has the right, but not for this, reads why there.
    """

    def shown(status: int) -> HttpResponse:
        return show_form(request, page, form, status=status, more=more) if isinstance(page, FormPage) else page(form, status)

    if request.method != "POST":
        return shown(200)
    if form.is_valid():
        try:
            result = act(dict(form.cleaned_data))
        except Refused as refusal:
            if isinstance(refusal, NotAllowed) and refusal.code == "not_allowed":
                raise
            refused_at(form, refusal, beside)
            if refusal.code == "changed_meanwhile" and fresh_stamp:
                put(form, "seen", fresh_stamp())
        else:
            return _onward(request, result, done, to)
    return shown(422)


def do_act(request: HttpRequest, act: Callable[[], object], *, done: Done, to: str | Callable[[Any], str], back: str = "") -> HttpResponse:
    """Take a step that needs no form and go `to`; a refusal is said there, or on the page `back`. What is not theirs to do is 403."""
    try:
        result = act()
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back or (to if isinstance(to, str) else "home"))
    return _onward(request, result, done, to)


def refused_at(form: forms.Form, refusal: Refused, beside: Mapping[str, str] | None = None) -> None:
    """Put the sentence of a refusal at the field it is about, or above the form."""
    field = refusal.data.get("field") or (beside or {}).get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal))


def put(form: forms.Form, name: str, value: str) -> None:
    """Another value for a hidden field of a form that was sent."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # what was sent: a QueryDict
    data[name] = value
    form.data = data


def _onward(request: HttpRequest, result: object, done: Done, to: str | Callable[[Any], str]) -> HttpResponse:
    words = done(result) if callable(done) else done
    if words:
        messages.success(request, str(words))
    return redirect(to(result) if callable(to) else to)


forms_only = require_http_methods(["GET", "HEAD", "POST"])
