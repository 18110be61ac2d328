"""Who is it, once more: asked before other people's pay and before one's own access is changed (csd.access.asking.proved)."""

from __future__ import annotations

from django.contrib import messages
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from csd.access.asking import next_page, passkey_host, place_of, signed_in
from csd.access.log import note
from csd.access.models import Happened, User
from csd.access.sessions import prove as keep_proof
from csd.signin.forms import ProveForm
from csd.signin.selectors import factors_of
from csd.signin.services.passkeys import begin_checking, check_passkey
from csd.signin.services.second_step import check_code
from csd.signin.services.sign_in import Answer
from csd.signin.services.sign_in import sign_in as check
from csd.signin.views.entering import say_no, try_of

ASKED = "csd_passkey"


@non_atomic_requests
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Password, code or passkey, then on to where one wanted to go."""
    user, form, status = signed_in(request), ProveForm(request.POST or None), 200
    factors = factors_of(user)
    if request.method == "POST" and form.is_valid():
        answer = _answer(request, user, form)
        if answer.user:
            keep_proof(request)
            note(Happened.PROVED, user=user, place=place_of(request))
            messages.success(request, _("Thank you. For the next 30 minutes you are not asked again."))
            return HttpResponseRedirect(next_page(request))
        status = say_no(form, answer, _("This is not right. Nothing was opened."))
    asked = ""
    if factors.passkeys:
        asked, request.session[ASKED] = begin_checking(user=user, host=passkey_host(request))
    context = {"form": form, "next": next_page(request), "factors": factors, "asked": asked}
    return render(request, "csd/prove.html", context, status=status)


def _answer(request: HttpRequest, user: User, form: ProveForm) -> Answer:
    who, place = try_of(request, user.login), place_of(request)
    if request.POST.get("passkey"):
        state, host = request.session.pop(ASKED, None), passkey_host(request)
        return check_passkey(user=user, host=host, state=state, answer=request.POST["passkey"], who=who, place=place)
    if form.cleaned_data["code"]:
        return check_code(user=user, code=form.cleaned_data["code"], who=who, place=place)
    answer = check(request, who=who, password=form.cleaned_data["password"])
    return answer if answer.user is None or answer.user.pk == user.pk else Answer(None)
