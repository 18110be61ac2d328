"""Setting up a second step: an app that makes codes, or a passkey; at the first sign-in of whoever needs one, or from one's own page."""

# many imports: both kinds of a second step are set up on one page
from __future__ import annotations

import segno
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from csd.access.asking import passkey_host, place_of, proved
from csd.access.models import User
from csd.access.services import end_sessions
from csd.access.sessions import stored
from csd.database.encryption import decrypt, encrypt
from csd.errors import Refused
from csd.signin.between_steps import onward_of, user_between_steps
from csd.signin.forms import CodeForm
from csd.signin.selectors import factors_of, reset_since
from csd.signin.services.passkeys import add_passkey, begin_adding
from csd.signin.services.second_step import add_app, new_recovery_codes
from csd.signin.totp import address_of, new_seed
from csd.signin.views.entering import let_in

SEED, ABOUT, ASKED = "csd_seed", "totp.pending", "csd_new_passkey"


@non_atomic_requests
@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show a picture for an app and a button for a passkey; take what they answer. With a password alone only the first one."""
    user = _subject(request)
    if user is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and (request.POST.get("passkey") or form.is_valid()):
        try:
            return _added(request, user, form)
        except Refused as refusal:
            form.errors.clear()
            form.add_error(None, str(refusal))
    encrypted = request.session.setdefault(SEED, encrypt(new_seed(), ABOUT))
    asked, request.session[ASKED] = begin_adding(user=user, host=passkey_host(request))
    seed = decrypt(encrypted, ABOUT)
    picture = segno.make(address_of(seed, _("Customer service desk"), user.login)).svg_data_uri(scale=4, border=2)
    context = {
        "form": form,
        "picture": picture,
        "seed": seed,
        "asked": asked,
        "first": not request.user.is_authenticated,
        "reset": reset_since(user),
    }
    return render(request, "csd/second_step_set_up.html", context, status=422 if form.errors else 200)


def _subject(request: HttpRequest) -> User | None:
    if isinstance(request.user, User):
        proved(request)
        return request.user
    user = user_between_steps(request)
    if user is not None and factors_of(user).any:
        # whoever has one must show it; a password alone adds none beside it
        raise PermissionDenied
    return user


def _added(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse:
    had_codes = bool(factors_of(user).recovery_codes)
    if request.POST.get("passkey"):
        host, state = passkey_host(request), request.session.pop(ASKED, None)
        name = request.POST.get("name", "").strip() or _("Passkey")
        add_passkey(user=user, host=host, state=state, answer=request.POST["passkey"], name=name, place=place_of(request))
    else:
        seed = decrypt(request.session.get(SEED, ""), ABOUT) if SEED in request.session else ""
        add_app(user=user, seed=seed, code=form.cleaned_data["code"], place=place_of(request))
        del request.session[SEED]
    codes = [] if had_codes else new_recovery_codes(user=user, place=place_of(request))
    onward = onward_of(request) or resolve_url("security")
    if request.user.is_authenticated:
        end_sessions(user=user, but=stored(request.session.session_key))
        entered: HttpResponse = redirect("security")
    else:
        entered = let_in(request, user, second=True, onward=onward)
    if not codes:
        return entered
    shown = render(request, "csd/recovery_codes.html", {"codes": codes, "onward": onward})
    shown.cookies.update(entered.cookies)
    return shown
