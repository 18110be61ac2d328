"""The inbox: what waits to be decided, and who decides while somebody is away."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import asker, proved, shows
from csd.errors import NotAllowed, Refused
from csd.inbox.registry import SHOWN, Item, decide, decided_matters, inbox_of, needs_proof
from csd.inbox.selectors import own_delegation, own_delegations, taken_on
from csd.inbox.services import delegate, end_delegation
from csd.shell.form_pages import do_act, do_form, forms_only
from csd.shell.forms import DelegationForm

REASON_LENGTH_MAX = 2000


AT_ONCE_MAX = SHOWN


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits for me; what a decision changes may be the pay of others, and is shown after a proof as on its own page."""
    who = asker(request)
    items = inbox_of(who)
    if needs_proof(who, [item.name for item in items]):
        proved(request)
    for shown in [item.look for item in items if item.look]:
        shows(request, shown.right, look=shown.look, whose=shown.whose, month=shown.month)
    context = {"items": items, "many": _many_at_once(items), "hands_over": bool(decided_matters(who)), "taken_on": taken_on(who)}
    return render(request, "csd/inbox.html", context)


@require_POST
def inbox_decide(request: HttpRequest) -> HttpResponse:
    """Decide what was ticked, each in a transaction of its own, and say which were done and which not."""
    who = asker(request)
    names = list(dict.fromkeys(request.POST.getlist("item")))[:AT_ONCE_MAX]
    value, reason = request.POST.get("decision", ""), request.POST.get("reason", "")[:REASON_LENGTH_MAX]
    if needs_proof(who, names):
        proved(request)
    if not names:
        messages.error(request, _("Nothing was ticked, so nothing was decided."))
    for name in names:
        try:
            messages.success(request, decide(who, name, value, reason))
        except NotAllowed as refusal:
            if len(names) == 1:
                raise
            messages.error(request, str(refusal))
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("inbox")


@forms_only
def absence(request: HttpRequest) -> HttpResponse:
    """Who decides for me while I am away; not there for anyone who decides nothing."""
    who = asker(request)
    matters = decided_matters(who)
    if not matters:
        raise Http404
    words = _("%(person)s decides for you from %(since)s to %(until)s.")
    return do_form(
        request,
        lambda form, status: render(request, "csd/absence.html", {"form": form, "own": own_delegations(who)}, status=status),
        DelegationForm(request.POST or None, matters=matters, today=who.day),
        lambda given: delegate(giver=who.employee, **given),
        done=lambda made: words % {"person": made.deputy, "since": made.since, "until": made.until},
        to=reverse("absence"),
    )


@require_POST
def absence_end(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """Decide by myself again."""
    who = asker(request)
    found = own_delegation(who, delegation_id)
    if found is None:
        raise Http404
    return do_act(
        request,
        lambda: end_delegation(delegation=found, actor=who.employee),
        done=lambda ended: _("You decide by yourself again.") if ended else _("It was ended already."),
        to=reverse("absence"),
    )


def _many_at_once(items: list[Item]) -> list[dict[str, Any]]:
    """The ways to decide several things of one kind at once: those that at least two of them offer and that need no reason."""
    counted = Counter((item.kind, option.value) for item in items for option in item.options if not option.needs_reason)
    words = {(item.kind, option.value): option.word for item in items for option in item.options}
    return [{"value": value, "word": words[kind, value], "kind": kind} for (kind, value), count in counted.items() if count > 1]
