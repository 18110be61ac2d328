"""Proposals of managers to the general manager: rewards, penalties, appointments, removals (docs/rulebook.md O5)."""

# many imports: a proposal has a list, a page and a form
from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from csd.access.asking import acts, asker
from csd.access.permissions import may
from csd.lists.declared import Filter, Listing, Row
from csd.lists.paging import Key
from csd.lists.tables import Column, Link
from csd.lists.views import page_of_list
from csd.organisation.standing import Standing
from csd.regulations import services
from csd.regulations.forms import DecisionForm, ProposalForm
from csd.regulations.models import ProposalKind
from csd.regulations.selectors import proposals_query, seen_proposal
from csd.shell.form_pages import FormPage, allowed, do_form, forms_only

STATES = {"open": gettext_lazy("Waits for a decision"), "accepted": gettext_lazy("Accepted"), "refused": gettext_lazy("Refused")}


def _link(row: Row) -> Link:
    return Link(row["what"], reverse("proposal", kwargs={"proposal_id": row["id"]}))


def sees_proposals(who: Standing) -> bool:
    """Whether somebody has anything to do with proposals."""
    return may(who, "proposal.see")


PROPOSALS = Listing(
    "proposals",
    gettext_lazy("Proposals"),
    sees_proposals,
    proposals_query,
    (
        Column(gettext_lazy("What is proposed"), key="what"),
        Column(gettext_lazy("Kind"), key="kind", words=dict(ProposalKind.choices)),
        Column(gettext_lazy("For"), key="name"),
        Column(gettext_lazy("Employee number"), key="employee_no", minor=True),
        Column(gettext_lazy("Proposed by"), key="proposed_by"),
        Column(gettext_lazy("When"), "moment", key="proposed_at", sort="when", minor=True),
        Column(gettext_lazy("State"), key="state", words=STATES),
    ),
    {"when": (Key("id", "bigint"),)},
    search=("name", "employee_no", "what"),
    filters=(Filter("state", gettext_lazy("State"), STATES, "state = %(filter_state)s", chips=True),),
    links={"what": _link},
    empty=(gettext_lazy("No proposals"), gettext_lazy("Department managers propose; the general manager decides here.")),
    descending=True,
)


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """The list."""
    listed = page_of_list(request, PROPOSALS)
    return render(request, "csd/proposals.html", {"listed": listed, "may_make": may(asker(request), "proposal.make")})


@forms_only
def add(request: HttpRequest) -> HttpResponse:
    """Propose something about somebody in one's own department."""
    who = allowed(request, "proposal.make")
    explains = _("The general manager decides. What you write stays as you wrote it.")
    page = FormPage(_("Make a proposal"), reverse("proposals"), _("Proposals"), _("Send to the general manager"), explains)
    form = ProposalForm(request.POST or None, initial={"token": secrets.token_hex(8)})
    return do_form(
        request,
        page,
        form,
        lambda given: services.propose(**given, actor=who.employee),
        done=_("The proposal is sent."),
        to=page.back_url,
    )


@require_safe
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal, with the decision or the form to decide."""
    who = asker(request)
    if not sees_proposals(who):
        raise Http404
    found = seen_proposal(who, proposal_id)
    if found is None:
        raise Http404
    decision = getattr(found, "decision", None)
    own = who.employee.pk in (found.proposed_by_id, found.employee_id)
    offered = may(who, "proposal.decide") and decision is None and not own
    return render(request, "csd/proposal.html", {"proposal": found, "decision": decision, "form": DecisionForm() if offered else None})


@require_POST
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Accept or refuse."""
    who = acts(request, "proposal.decide")
    found = seen_proposal(who, proposal_id)
    if found is None:
        raise Http404
    return do_form(
        request,
        lambda form, status: render(request, "csd/proposal.html", {"proposal": found, "decision": None, "form": form}, status=status),
        DecisionForm(request.POST),
        lambda given: services.decide(proposal=found, accepted=given["answer"] == "accept", reason=given["reason"], actor=who.employee),
        done=lambda decision: _("The proposal is accepted.") if decision.accepted else _("The proposal is refused."),
        to=reverse("proposal", kwargs={"proposal_id": proposal_id}),
    )
