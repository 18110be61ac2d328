"""Signing in and out, language, light and dark."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csd.devices import device_of, remember
from csd.forms import SignInForm
from csd.http import next_page, opens_admin
from csd.models import User
from csd.services.sign_in import Answer, Try
from csd.services.sign_in import sign_in as check
from csd.services.users import choose_language

YEAR = timedelta(days=365)
APPEARANCE = "csd_appearance"
APPEARANCES = ("light", "dark")


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Number and password. What is answered does not tell whether a number exists."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_page(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["login"]
        who = Try(number, _address(request), device_of(request, number))
        answer = check(request, who=who, password=form.cleaned_data["password"])
        if answer.user:
            return _let_in(request, answer.user, number)
        status = _say_no(form, answer)
    return render(request, "csd/sign_in.html", {"form": form, "next": next_page(request)}, status=status)


@require_safe
def admin_door(request: HttpRequest) -> HttpResponse:
    """Where the administration sends whoever may not open it: for them it does not exist."""
    if not opens_admin(request):
        raise Http404
    return redirect("admin:index")


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget what it kept of it."""
    language = translation.get_language()
    logout(request)
    response = redirect("sign-in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return _with_language(response, language)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, kept in the browser and with the login."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(next_page(request))
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, User):
            choose_language(user=request.user, language=chosen)
        _with_language(response, chosen)
    return response


@login_not_required
@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device is set."""
    chosen = request.POST.get("appearance", "")
    response = HttpResponseRedirect(next_page(request))
    if chosen in APPEARANCES:
        _set_cookie(response, APPEARANCE, chosen)
    else:
        response.delete_cookie(APPEARANCE, samesite="Lax")
    return response


def _let_in(request: HttpRequest, user: User, number: str) -> HttpResponse:
    chosen = user.language or translation.get_language()
    login(request, user)
    response = HttpResponseRedirect(next_page(request))
    remember(request, response, number)
    return _with_language(response, chosen)


def _say_no(form: SignInForm, answer: Answer) -> int:
    if answer.wait:
        sentence = _("Too many tries. Wait %(seconds)d seconds, then try again.") % {"seconds": answer.wait}
        form.add_error(None, sentence)
        return 429
    form.add_error(None, _("The employee number or the password is wrong."))
    return 200


def _address(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


def _with_language(response: HttpResponse, chosen: str | None) -> HttpResponse:
    if chosen:
        _set_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


def _set_cookie(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
