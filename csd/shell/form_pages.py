"""Forms that change one thing: shown, sent, refused beside the field with what was typed, or done with a sentence."""

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
    page: FormPage,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    done: str,
    to: str,
    fresh_stamp: Callable[[], str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Do what a form asks: `act` calls one service with the cleaned values. A refusal stands at its field; nothing typed is lost."""
    if request.method != "POST":
        return show_form(request, page, form, more=more)
    if form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except NotAllowed:
            raise
        except Refused as refusal:
            field = refusal.data.get("field")
            form.add_error(field if field in form.fields else None, str(refusal))
            if refusal.code == "changed_meanwhile" and fresh_stamp:
                put(form, "seen", fresh_stamp())
        else:
            messages.success(request, done)
            return redirect(to)
    return show_form(request, page, form, status=422, more=more)


def put(form: forms.Form, name: str, value: str) -> None:
    """Another value for a hidden field of a form that was sent."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]  # what was sent: a QueryDict
    data[name] = value
    form.data = data


forms_only = require_http_methods(["GET", "HEAD", "POST"])
