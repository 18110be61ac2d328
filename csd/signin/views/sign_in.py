"""Signing in and out: number and password, then the second step where there must be one or somebody has one."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from csd.access.asking import next_page, passkey_host, place_of
from csd.access.log import note
from csd.access.models import Happened, User
from csd.shell.views.account import with_language
from csd.signin.between_steps import begin_second_step, onward_of, user_between_steps
from csd.signin.forms import CodeForm, SignInForm
from csd.signin.selectors import factors_of, needs_second_step, standing_of_user
from csd.signin.services.passkeys import begin_checking, check_passkey
from csd.signin.services.second_step import check_code
from csd.signin.services.sign_in import Answer, number_of
from csd.signin.services.sign_in import sign_in as check
from csd.signin.views.entering import let_in, say_no, try_of

ASKED = "csd_passkey"


@non_atomic_requests
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Number or phone, and password. What is answered does not tell whether a number exists."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_page(request))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        who = try_of(request, number_of(form.cleaned_data["login"]))
        answer = check(request, who=who, password=form.cleaned_data["password"])
        if answer.user:
            return _past_the_password(request, answer.user)
        status = say_no(form, answer, _("The employee number, the phone or the password is wrong."))
    return render(request, "csd/sign_in.html", {"form": form, "next": next_page(request)}, status=status)


def _past_the_password(request: HttpRequest, user: User) -> HttpResponse:
    if not needs_second_step(user, standing_of_user(user)) and not factors_of(user).any:
        return let_in(request, user, second=False, onward=next_page(request))
    begin_second_step(request, user, next_page(request))
    return redirect("second-step")


@non_atomic_requests
@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code of the app, a recovery code or a passkey. Whoever has none of them yet sets one up."""
    user = user_between_steps(request)
    if user is None:
        return redirect("sign-in")
    factors = factors_of(user)
    if not factors.any:
        return redirect("second-step-set-up")
    form, status = CodeForm(None), 200
    if request.method == "POST":
        form = CodeForm(request.POST)
        answer = _second_answer(request, user, form)
        if answer and answer.user:
            return let_in(request, user, second=True, onward=onward_of(request))
        if answer:
            status = say_no(form, answer, _("This is not right. Every code is good for one time; wait for the next one."))
    asked = ""
    if factors.passkeys:
        asked, request.session[ASKED] = begin_checking(user=user, host=passkey_host(request))
    return render(request, "csd/second_step.html", {"form": form, "factors": factors, "asked": asked}, status=status)


def _second_answer(request: HttpRequest, user: User, form: CodeForm) -> Answer | None:
    who, place = try_of(request, user.login), place_of(request)
    if request.POST.get("passkey"):
        state, host = request.session.pop(ASKED, None), passkey_host(request)
        form.errors.clear()
        return check_passkey(user=user, host=host, state=state, answer=request.POST["passkey"], who=who, place=place)
    return check_code(user=user, code=form.cleaned_data["code"], who=who, place=place) if form.is_valid() else None


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and have the browser forget what it kept of it."""
    language = translation.get_language()
    if isinstance(request.user, User):
        note(Happened.SIGNED_OUT, user=request.user, place=place_of(request))
    logout(request)
    response = redirect("sign-in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return with_language(response, language)
