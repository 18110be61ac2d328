"""Browsers that signed in before: a signed cookie names the browser and, unreadably, the numbers it signed in with.

It gives no access. It only keeps somebody else's wrong guesses from slowing down the owner of a number (csd.signin.services.sign_in).
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

COOKIE, SALT = "csd_browser", "csd.signin.browsers"
LASTS = timedelta(days=180)
NUMBERS_KEPT = 10


def device_of(request: HttpRequest, login: str) -> str:
    """The name of the browser where it signed in with this number before, else empty."""
    known = _read(request)
    return str(known["d"]) if known and _mark(login) in known["n"] else ""


def remember(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Note in the browser that it signed in with this number."""
    known = _read(request) or {"d": secrets.token_hex(8), "n": []}
    numbers = [_mark(login), *(mark for mark in known["n"] if mark != _mark(login))][:NUMBERS_KEPT]
    response.set_cookie(
        COOKIE,
        signing.dumps({"d": known["d"], "n": numbers}, salt=SALT),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


# the first that is found in what a browser calls itself; those that imitate others stand before them
BROWSERS = (
    ("wxwork", _("WeCom")),
    ("MicroMessenger", _("WeChat")),
    ("DingTalk", _("DingTalk")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", _("HarmonyOS")),
    ("Android", _("Android phone")),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_words(browser: str) -> str:
    """A browser and its system in words people know."""
    found = [str(next((word for mark, word in known if mark in browser), "")) for known in (SYSTEMS, BROWSERS)]
    return " · ".join(filter(None, found)) or str(_("Unknown device"))


def _mark(login: str) -> str:
    return salted_hmac(SALT, login.casefold()).hexdigest()[:16]


def _read(request: HttpRequest) -> dict[str, Any] | None:
    try:
        read: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return read
