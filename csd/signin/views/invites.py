"""Inviting somebody (HR, administrator), deciding together about a lost second step, ending access; and the invited person's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csd.access.asking import acts, place_of, sees
from csd.errors import NotAllowed, Refused
from csd.organisation.models import Employee
from csd.organisation.standing import Standing, employee_by_number
from csd.shell.form_pages import do_act
from csd.signin.forms import NewPasswordForm, ReasonForm
from csd.signin.models import Ask
from csd.signin.selectors import factors_of, hash_of_token, last_invite, open_invite, open_request, user_of
from csd.signin.services.invites import has_more_rights, welcome
from csd.signin.services.invites import invite as make
from csd.signin.services.offboarding import offboard
from csd.signin.services.requests import OFF_THE_TABLE, TAKEN_AWAY, ask, refuse, reset_second_step

KEPT = "csd_invite"


def _person(number: str) -> Employee:
    found = employee_by_number(number) if "\0" not in number else None
    if found is None:
        raise Http404
    return found


def _acted_on(request: HttpRequest, number: str) -> tuple[Employee, Employee]:
    who = acts(request, "access.manage")
    return _person(number), who.employee


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody's access; POST makes a link, which is shown this once."""
    if request.method == "POST":
        employee, by = _acted_on(request, number)
        try:
            token = make(employee=employee, by=by, place=place_of(request))
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("invite", number=number)
        link = request.build_absolute_uri(reverse("welcome", kwargs={"token": token}))
        return render(request, "csd/invite_link.html", {"employee": employee, "link": link})
    who = sees(request, "access.manage")
    return render(request, "csd/invite.html", _context(who, _person(number)))


def _context(who: Standing, employee: Employee) -> dict[str, Any]:
    user = user_of(employee)
    waiting = {kind: open_request(user, kind) if user else None for kind in (Ask.INVITE, Ask.RESET)}
    return {
        "employee": employee,
        "login": user,
        "own": employee.pk == who.employee.pk,
        "factors": factors_of(user) if user else None,
        "last": last_invite(user) if user else None,
        "needs_two": has_more_rights(employee, who.employee),
        "asked_invite": waiting[Ask.INVITE],
        "asked_reset": waiting[Ask.RESET],
        "mine": {kind.value: bool(found and found.asked_by_id == who.employee.pk) for kind, found in waiting.items()},
        "form": ReasonForm(),
    }


@require_POST
def ask_for(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Ask for a second person's decision."""
    employee, by = _acted_on(request, number)
    user, form = user_of(employee), ReasonForm(request.POST)
    if user is None or kind not in Ask.values:
        raise Http404
    if form.is_valid():
        # asking again while it waits changes nothing
        ask(user=user, kind=Ask(kind), reason=form.cleaned_data["reason"], by=by, place=place_of(request))
        messages.success(request, _("It waits for a colleague of the other office, HR or administration, on this page."))
    else:
        messages.error(request, _("Say why."))
    return redirect("invite", number=number)


@require_POST
def decide(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Agree that a second step is lost, or say no to what was asked."""
    employee, by = _acted_on(request, number)
    user = user_of(employee)
    if user is None or kind not in Ask.values:
        raise Http404
    agreed = request.POST.get("decision") == "agree" and kind == Ask.RESET
    here, place = reverse("invite", kwargs={"number": number}), place_of(request)
    if agreed:
        return do_act(request, lambda: reset_second_step(user=user, by=by, place=place), done=TAKEN_AWAY, to=here)
    return do_act(request, lambda: refuse(user=user, kind=Ask(kind), by=by, place=place), done=OFF_THE_TABLE, to=here)


@require_POST
def end_access(request: HttpRequest, number: str) -> HttpResponse:
    """End everything that lets somebody in."""
    employee, by = _acted_on(request, number)
    offboard(employee=employee, by=by, place=place_of(request))
    messages.success(request, _("%(person)s can no longer sign in.") % {"person": employee})
    return redirect("invite", number=number)


@login_not_required
@require_safe
def welcome_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link itself: remembers which invite it is and goes on to an address without the token, which so appears in no log or history."""
    request.session[KEPT] = hash_of_token(token)
    if not request.user.is_authenticated:
        request.session.set_expiry(3600)
    response = redirect("welcome-password")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@sensitive_post_parameters("new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome_password(request: HttpRequest) -> HttpResponse:
    """The invited person chooses a password; nothing in the request says whose, only the invite."""
    token_hash = str(request.session.get(KEPT, ""))
    found = open_invite(token_hash)
    if found is None:
        return render(request, "csd/welcome_dead.html", status=410)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            welcome(token_hash=token_hash, password=form.cleaned_data["new"], place=place_of(request))
        except ValidationError as weak:
            form.add_error("new", weak)
        except Refused:
            return render(request, "csd/welcome_dead.html", status=410)
        else:
            request.session.flush()
            messages.success(request, _("Your password is kept. Sign in with it."))
            return redirect("sign-in")
    context = {"form": form, "employee": found.user.employee, "login": found.user.login}
    return render(request, "csd/welcome.html", context, status=422 if form.errors else 200)
