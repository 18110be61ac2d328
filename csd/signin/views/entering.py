"""What every door shares: letting somebody in, and what a wrong try answers."""

from __future__ import annotations

from django.contrib.auth import login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _

from csd.access.asking import forget_standing, place_of
from csd.access.log import note
from csd.access.models import Happened, User
from csd.access.sessions import address_of, begin
from csd.shell.views.account import with_language
from csd.signin.browsers import device_of, remember
from csd.signin.selectors import needs_second_step, standing_of_user
from csd.signin.services.sign_in import Answer, Try


def try_of(request: HttpRequest, login_name: str) -> Try:
    """A try at a login from where it is made."""
    return Try(login_name, address_of(request), device_of(request, login_name))


def let_in(request: HttpRequest, user: User, *, second: bool, onward: str) -> HttpResponse:
    """A new session for somebody who has shown all they must; the earlier one is gone."""
    chosen = user.language or translation.get_language()
    request.session.flush()
    login(request, user)
    forget_standing(request)
    begin(request, second=second, rights=needs_second_step(user, standing_of_user(user)))
    note(Happened.SIGNED_IN, user=user, place=place_of(request), detail="second step" if second else "")
    response = HttpResponseRedirect(onward)
    remember(request, response, user.login)
    return with_language(response, chosen)


def say_no(form: Form, answer: Answer, sentence: str) -> int:
    """Put what is wrong on the form, and say with which status it is answered."""
    if answer.wait:
        form.add_error(None, _("Too many tries. Wait %(seconds)d seconds, then try again.") % {"seconds": answer.wait})
        return 429
    form.add_error(None, sentence)
    return 200
