"""Nominations with their places (docs/rulebook.md P8) and special rewards (P9) of a month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import acts, asker, sees
from csd.access.permissions import may
from csd.lists.tables import Column, Table
from csd.months import Month
from csd.organisation.standing import Standing
from csd.shell.form_pages import do_act, do_form
from payroll.entering.frame import entries_frame
from payroll.proposals import services
from payroll.proposals.forms import DecisionForm, NominationForm, PlacesForm, SpecialForm
from payroll.proposals.models import PoolName, ProposalKind, Side
from payroll.proposals.selectors import (
    ROWS_SHOWN,
    SHOWN,
    ProposalRow,
    nominated,
    places_of,
    proposal_with_id,
    proposals_of,
    rewarded,
    sides_of,
)

_PLACES = (
    Column(gettext_lazy("Pool"), words=dict(PoolName.choices)),
    Column(gettext_lazy("Department")),
    Column(gettext_lazy("Places"), "number"),
    Column(gettext_lazy("Taken"), "number"),
    Column(gettext_lazy("Left"), "number"),
)
_NAMED = (
    Column(gettext_lazy("Pool"), words=dict(PoolName.choices)),
    Column(gettext_lazy("Employee number")),
    Column(pgettext_lazy("person", "Name")),
    Column(gettext_lazy("Department"), minor=True),
    Column(gettext_lazy("Weight"), "number"),
)
_REWARDED = (
    Column(gettext_lazy("Employee number")),
    Column(pgettext_lazy("person", "Name")),
    Column(gettext_lazy("Amount"), "money"),
    Column(gettext_lazy("Reason")),
)
_FIELDS = {
    "no_place_left": "employee",
    "no_places": "employee",
    "named_already": "employee",
    "no_terms": "employee",
    "oneself": "employee",
    "weight": "weight",
    "amount": "amount",
    "fewer_than_named": "places",
    "reason_needed": "reason",
}


@require_safe
def nominations(request: HttpRequest, month: Month) -> HttpResponse:
    """Places, who was named and why, whose turn it is."""
    return _nominations(request, sees(request, "nomination.see"), month)


@require_POST
def places(request: HttpRequest, month: Month) -> HttpResponse:
    """Set how many of a department may be named."""
    who = acts(request, "nomination.propose")

    def save(given: dict[str, Any]) -> object:
        return services.set_places(month=month, actor=who.employee, **given)

    return do_form(
        request,
        lambda form, status: _nominations(request, who, month, places_form=form, status=status),
        PlacesForm(request.POST),
        save,
        done=_("The places are set."),
        to=_here("nominations", month),
        beside=_FIELDS,
    )


@require_POST
def nominate(request: HttpRequest, month: Month) -> HttpResponse:
    """Name somebody for a pool."""
    who = acts(request, "nomination.propose")

    def save(given: dict[str, Any]) -> object:
        return services.nominate(month=month, actor=who.employee, **given)

    return do_form(
        request,
        lambda form, status: _nominations(request, who, month, form=form, status=status),
        NominationForm(request.POST),
        save,
        done=_("The nomination is entered and waits for whoever has to agree."),
        to=_here("nominations", month),
        beside=_FIELDS,
    )


@require_safe
def specials(request: HttpRequest, month: Month) -> HttpResponse:
    """Special rewards proposed for a month."""
    return _specials(request, sees(request, "special.see"), month)


@require_POST
def special_new(request: HttpRequest, month: Month) -> HttpResponse:
    """Propose a special reward."""
    who = acts(request, "special.propose")

    def save(given: dict[str, Any]) -> object:
        return services.propose_special(month=month, actor=who.employee, **given)

    return do_form(
        request,
        lambda form, status: _specials(request, who, month, form=form, status=status),
        SpecialForm(request.POST),
        save,
        done=_("The reward is proposed and waits for the general manager."),
        to=_here("specials", month),
        beside=_FIELDS,
    )


@require_POST
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Agree with a proposal, or refuse it."""
    who = asker(request)
    found = proposal_with_id(proposal_id) if proposal_id < 2**63 else None
    special = found is not None and found.kind == ProposalKind.SPECIAL
    if found is None and (may(who, "nomination.confirm") or may(who, "special.approve")):
        raise Http404
    acts(request, "special.approve" if special else "nomination.confirm")
    assert found is not None  # noqa: S101 (for the type checker: without a right it is refused above)
    form, here = DecisionForm(request.POST), _here("specials" if special else "nominations", found.month)
    if not form.is_valid():
        messages.error(request, _("Nothing was decided: press one of the two buttons."))
        return redirect(here)
    agrees = form.cleaned_data["decision"] == "agree"

    def act() -> object:
        return services.decide(proposal=found, actor=who.employee, agrees=agrees, reason=form.cleaned_data["reason"])

    return do_act(request, act, done=_("You have agreed.") if agrees else _("You have refused it; it stays on record."), to=here)


def _here(page: str, month: Month) -> str:
    return reverse(page, kwargs={"month": month})


def _nominations(
    request: HttpRequest,
    who: Standing,
    month: Month,
    *,
    form: forms.Form | None = None,
    places_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    proposes = may(who, "nomination.propose")
    rows = [(*row, max(0, row.places - row.named)) for row in places_of(month)]
    empty = _("No places are set yet"), _("Operations, HR or finance set how many of a department may be named for a pool.")
    context = {
        **entries_frame(who, month, "nominations"),
        "table": Table(_PLACES, rows, caption=_("Places"), empty=empty),
        "named": _table(_NAMED, nominated(month), _("Named and counted")),
        **_proposals(month, ProposalKind.NOMINATION, who),
        "form": (form or NominationForm()) if proposes else None,
        "places_form": (places_form or PlacesForm()) if proposes else None,
    }
    return render(request, "payroll/nominations.html", context, status=status)


def _specials(request: HttpRequest, who: Standing, month: Month, *, form: forms.Form | None = None, status: int = 200) -> HttpResponse:
    if may(who, "pay.see"):
        sees(request, "pay.see", month=month, detail="specials")
    context = {
        **entries_frame(who, month, "specials"),
        "rewarded": _table(_REWARDED, rewarded(month, who), _("Paid in this month")),
        **_proposals(month, ProposalKind.SPECIAL, who),
        "form": (form or SpecialForm()) if may(who, "special.propose") else None,
        "own_only": not may(who, "pay.see"),
    }
    return render(request, "payroll/specials.html", context, status=status)


def _proposals(month: Month, kind: ProposalKind, who: Standing) -> dict[str, Any]:
    rows = [_shown(row, who) for row in proposals_of(month, kind, who)]
    more = _("Only %(count)d are shown: first those still to be decided, then the newest.") % {"count": SHOWN}
    return {"proposals": rows, "not_all": more if len(rows) == SHOWN else ""}


def _table(columns: Sequence[Column], rows: list[tuple[Any, ...]], caption: str) -> Table:
    """A table that says so where it does not show all."""
    first = _("%(what)s: the first %(count)d") % {"what": caption, "count": ROWS_SHOWN}
    return Table(columns, rows[:ROWS_SHOWN], caption=first if len(rows) > ROWS_SHOWN else caption)


def _shown(row: ProposalRow, who: Standing) -> Mapping[str, Any]:
    mine = who.employee.pk in (row.by_id, row.employee_id)
    permitted = may(who, "special.approve" if row.kind == ProposalKind.SPECIAL else "nomination.confirm")
    return {
        "row": row,
        "pool": PoolName(row.pool).label if row.pool else "",
        "given": [{**decision, "word": Side(decision["side"]).label} for decision in row.given],
        "waits_for": [side.label for side in row.waits_for],
        "decides": permitted and not mine and bool(set(row.waits_for) & set(sides_of(who, row))),
    }
