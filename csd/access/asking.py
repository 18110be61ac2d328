"""What views share: who asks, what they may, and the two ways to refuse (docs/rulebook.md O4).

What somebody may not see does not exist for them (404), whether it is there or not; an act they may not do is forbidden (403).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from csd.access.log import Origin, note_look
from csd.access.models import LookedAt, User
from csd.access.permissions import RIGHTS, may, require
from csd.access.sessions import address_of, browser_of, facts_of
from csd.months import Month
from csd.organisation.models import Employee
from csd.organisation.standing import Standing, standing_of

_KEPT, _LOOKED = "_csd_standing", "_csd_looked"
# other people's pay is opened only by somebody who has recently shown who they are
PROOF_HOLDS = timedelta(minutes=30)
View = TypeVar("View", bound=Callable[..., Any])


class ProveAgain(Exception):
    """The password or the second step is asked for again before this page (csd.shell.middleware answers with the page that asks)."""


def standing_or_none(request: HttpRequest) -> Standing | None:
    """The standing today of whoever asks; None for an operator who is nobody in the company, and for strangers."""
    if not hasattr(request, _KEPT):
        employee = getattr(getattr(request, "user", None), "employee", None)
        setattr(request, _KEPT, standing_of(employee, timezone.localdate()) if employee else None)
    kept: Standing | None = getattr(request, _KEPT)
    return kept


def is_operator(request: HttpRequest) -> bool:
    """Whether the login is that of an operator who is nobody in the company."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and user.is_active and user.is_superuser and user.employee_id is None


def opens_admin(request: HttpRequest) -> bool:
    """Whether whoever asks may open the administration: by standing, not by a flag of the login."""
    who = standing_or_none(request)
    return may(who, "admin.open") if who else is_operator(request)


def operates(request: HttpRequest) -> bool:
    """Whether whoever asks looks after the program: queues, errors, tries at signing in."""
    who = standing_or_none(request)
    return may(who, "operations.see") if who else is_operator(request)


def asker(request: HttpRequest) -> Standing:
    """The standing of whoever asks; 403 for a login without a person."""
    found = standing_or_none(request)
    if found is None:
        raise PermissionDenied(
            _("This login belongs to nobody in the company, so no records are shown. The administration is under /admin/.")
        )
    return found


def actor(request: HttpRequest) -> Employee:
    """The person who acts."""
    return asker(request).employee


def sees(
    request: HttpRequest,
    *permissions: str,
    look: LookedAt | None = None,
    whose: Employee | None = None,
    month: Month | None = None,
    detail: str = "",
) -> Standing:
    """The standing of somebody with one of the permissions; for everybody else the page does not exist.

    Where the right is over the pay of others, they have to prove who they are and the look is kept (`shows`): at `whose` pay, of which
    month. Called only after the thing to be shown is found, so that no look is kept at what is not there.
    """
    who = asker(request)
    held = next((permission for permission in permissions if may(who, permission)), None)
    if held is None:
        raise Http404
    shows(request, held, look=look, whose=whose, month=month, detail=detail)
    return who


def acts(request: HttpRequest, permission: str) -> Standing:
    """The standing of somebody who may act; 403 for everybody else, whatever the act is about. Over the pay of others it needs a proof."""
    who = asker(request)
    require(who, permission)
    if RIGHTS[permission].proof:
        proved(request)
    return who


def shows(
    request: HttpRequest,
    permission: str,
    *,
    look: LookedAt | None = None,
    whose: Employee | None = None,
    month: Month | None = None,
    detail: str = "",
) -> None:
    """What the right by which something is shown or handed out needs: ask for a fresh proof, and keep the look, once per request.

    `look` names it more exactly than the right does. One's own pay needs neither.
    """
    right, who = RIGHTS[permission], standing_or_none(request)
    if not right.proof or who is None or (whose is not None and whose.pk == who.employee.pk):
        return
    proved(request)
    what = look or right.look
    kept: set[object] = request.__dict__.setdefault(_LOOKED, set())
    entry = (what, whose.pk if whose else None, month, detail)
    if what is not None and entry not in kept:
        kept.add(entry)
        note_look(what, who=who.employee, whose=whose, month=month, address=address_of(request), detail=detail)


def proved(request: HttpRequest) -> None:
    """ProveAgain where the last password or second step is older than PROOF_HOLDS.

    Asked after the right, so that nobody learns which pages there are.
    """
    last = float(facts_of(request).get("proved", 0))
    if timezone.now().timestamp() - last > PROOF_HOLDS.total_seconds():
        raise ProveAgain


def place_of(request: HttpRequest) -> Origin:
    """Where a request comes from, for the log."""
    return Origin(address_of(request), browser_of(request))


def passkey_host(request: HttpRequest) -> str:
    """The host name that passkeys belong to; empty for a numeric address, which no browser accepts."""
    host = request.get_host()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        ip_address(name)
    except ValueError:
        return name
    return ""


def by_itself(view: View) -> View:
    """Mark a view that a page requests by itself: it does not count as use of the session."""
    view.by_itself = True  # type: ignore[attr-defined]  # a mark, like login_not_required
    return view


def forget_standing(request: HttpRequest) -> None:
    """After a session has begun or ended."""
    if hasattr(request, _KEPT):
        delattr(request, _KEPT)


def signed_in(request: HttpRequest) -> User:
    """The login that asks; 403 for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def next_page(request: HttpRequest) -> str:
    """Where to go on: only to a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else resolve_url("home")
