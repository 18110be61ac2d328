"""Sending a form to a service: kept and said, or shown again with what was typed and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from csd.errors import NotAllowed, Refused


def sent(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[..., object],
    *,
    done: str,
    to: str,
    again: Callable[[forms.Form], HttpResponse],
    beside: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Call `save` with what was typed and go `to`; a refusal stands beside the field that `beside` or it itself names, or above."""
    if form.is_valid():
        try:
            save(**form.cleaned_data)
        except Refused as refusal:
            _raise_missing_right(refusal)
            field = (beside or {}).get(refusal.code) or refusal.data.get("field")
            form.add_error(field if field in form.fields else None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(to)
    return again(form)


def tried(request: HttpRequest, act: Callable[[], object], *, done: str, to: str) -> HttpResponse:
    """Take a step that needs no form and go `to`; a refusal is said there."""
    try:
        act()
    except Refused as refusal:
        _raise_missing_right(refusal)
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(to)


def _raise_missing_right(refusal: Refused) -> None:
    """Whoever has no right gets no form again; who has it, but not for this, is told why."""
    if isinstance(refusal, NotAllowed) and refusal.code == "not_allowed":
        raise refusal
