"""My security: second steps, recovery codes, sessions, password, and what happened to my access."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csd.access.asking import place_of, proved, signed_in, standing_or_none
from csd.access.log import note
from csd.access.models import Happened
from csd.access.services import change_password, end_session, end_sessions
from csd.access.sessions import stored
from csd.errors import Refused
from csd.shell.form_pages import do_act
from csd.signin.forms import PasswordForm
from csd.signin.selectors import events_of, factors_of, needs_second_step, sessions_of
from csd.signin.services.second_step import new_recovery_codes, remove_factor
from csd.signin.services.sign_in import sign_in as check
from csd.signin.views.entering import say_no, try_of


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """What lets me in, and where I am signed in."""
    user = signed_in(request)
    context = {
        "factors": factors_of(user),
        "app": getattr(user, "authenticator", None),
        "sessions": sessions_of(user),
        "here": stored(request.session.session_key),
        "events": events_of(user),
        "must": needs_second_step(user, standing_or_none(request)),
    }
    return render(request, "csd/my_security.html", context)


@non_atomic_requests
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password for whoever knows the old one; every other session ends."""
    user, form, status = signed_in(request), PasswordForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        answer = check(request, who=try_of(request, user.login), password=form.cleaned_data["old"])
        if answer.user is None or answer.user.pk != user.pk:
            status = say_no(form, answer, _("The old password is wrong."))
        else:
            try:
                change_password(
                    user=user, password=form.cleaned_data["new"], session=stored(request.session.session_key), place=place_of(request)
                )
            except ValidationError as weak:
                form.add_error("new", weak)
            else:
                update_session_auth_hash(request, user)
                messages.success(request, _("The password is changed. Everywhere else you are signed out."))
                return redirect("security")
    status = 422 if form.errors and status == 200 else status
    return render(request, "csd/password.html", {"form": form}, status=status)


@require_POST
def end_one(request: HttpRequest) -> HttpResponse:
    """Sign out one other device."""
    user = signed_in(request)
    if end_session(user=user, pk=request.POST.get("session", "").replace("\0", "")[:64]):
        note(Happened.ENDED, user=user, place=place_of(request), detail="1")
        messages.success(request, _("That device is signed out."))
    return redirect("security")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user = signed_in(request)
    ended = end_sessions(user=user, but=stored(request.session.session_key))
    note(Happened.ENDED, user=user, place=place_of(request), detail=str(ended))
    messages.success(request, _("Everywhere else you are signed out."))
    return redirect("security")


@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, shown once; the old ones no longer count."""
    user = signed_in(request)
    proved(request)
    if not factors_of(user).any:
        raise Refused("no_factor", _("Set up a second step first."))
    codes = new_recovery_codes(user=user, place=place_of(request))
    end_sessions(user=user, but=stored(request.session.session_key))
    return render(request, "csd/recovery_codes.html", {"codes": codes, "onward": ""})


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Stop using the app or a passkey."""
    user = signed_in(request)
    proved(request)
    given = request.POST.get("passkey", "")
    must = needs_second_step(user, standing_or_none(request))

    def act() -> None:
        remove_factor(
            user=user,
            passkey_id=int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None,
            must_keep_one=must,
            place=place_of(request),
            session=stored(request.session.session_key),
        )

    return do_act(request, act, done=_("It is removed. Everywhere else you are signed out."), to=reverse("security"))
