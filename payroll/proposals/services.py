"""Nominations with their places (docs/rulebook.md P8) and special rewards (P9): proposed by one, agreed to by others, then entered.

Every function takes who acts, checks the right on today's standing and locks the month: an approved one takes nothing new.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, concerns
from csd.errors import NotAllowed, Refused
from csd.models import Department, Employee
from csd.money import half_up
from csd.months import Month
from csd.work.services import lock_month
from payroll.entering.services import wait_for_same_form
from payroll.proposals.models import Nomination, Places, PoolName, Proposal, ProposalDecision, ProposalKind, Side, Special
from payroll.proposals.selectors import department_for, places_left, sides_needed, sides_of

PLACES_MAX = 9999
ONESELF = ("oneself", _("Nobody proposes themselves."))
OWN_PROPOSAL = ("own_proposal", _("%(person)s proposed this or gains by it, so somebody else decides."))
OWN_SPECIAL = (
    "own_proposal",
    _(
        "%(person)s proposed this or gains by it, so another general manager decides. "
        "Where there is none the owners decide, and what they decided is loaded from a file."
    ),
)
AMOUNT_BELOW, WEIGHT_BELOW = Decimal("1000000000"), Decimal("100000")


@transaction.atomic
def set_places(*, month: Month, pool: str, department: Department, places: int, actor: Employee) -> Places:
    """P8: how many of a department may be named for a pool; the newest entry holds. Not fewer than are named."""
    with acting(actor, "nomination.propose"):
        _open(month)
        if pool not in PoolName.values or not 0 <= places <= PLACES_MAX:
            raise Refused("places", _("Places are a whole number from 0 to 9,999."))
        left = places_left(month, pool, department.pk)
        if left is not None and places < left.named:
            raise Refused("fewer_than_named", _("%(named)d are named already; places cannot be fewer."), named=left.named)
        return Places.objects.create(month=month, pool=pool, department=department, places=places, set_by=actor)


@transaction.atomic
def nominate(*, month: Month, pool: str, employee: Employee, weight: Decimal, reason: str, key: str, actor: Employee) -> Proposal:
    """P8: name somebody for a pool. It counts once everybody who has to has agreed; the proposer's side has agreed already."""
    with acting(actor, "nomination.propose", about=concerns(employee, ONESELF)) as who:
        sent_before = _sent_before(actor, key)
        if sent_before is not None:
            return sent_before
        _open(month)
        if pool not in PoolName.values:
            raise Refused("no_pool", _("There is no such pool."))
        if not weight.is_finite() or not 0 <= weight < WEIGHT_BELOW:
            raise Refused("weight", _("A weight is a number from 0 up, with at most four decimals."))
        department = _refuse_nomination(month, pool, employee, reason)
        made = Proposal.objects.create(
            kind=ProposalKind.NOMINATION, month=month, pool=pool, employee=employee, department_id=department, weight=weight,
            reason=reason.strip(), proposed_by=actor, key=key,
        )  # fmt: skip
        needed = sides_needed(made)
        own = [side for side in sides_of(who, made) if side in needed]
        # where three sides have to agree, the proposer speaks for one of them; where one does, it is somebody else
        if own and len(needed) > 1:
            ProposalDecision.objects.create(proposal=made, side=own[0], agrees=True, by=actor)
        return made


@transaction.atomic
def propose_special(*, month: Month, employee: Employee, amount: Decimal, reason: str, key: str, actor: Employee) -> Proposal:
    """P9: propose a special commission or reward for somebody else; the general manager decides."""
    with acting(actor, "special.propose", about=concerns(employee, ONESELF)):
        sent_before = _sent_before(actor, key)
        if sent_before is not None:
            return sent_before
        _open(month)
        if not amount.is_finite() or not 0 < amount < AMOUNT_BELOW or half_up(amount) != amount:
            raise Refused("amount", _("A reward is an amount above 0 with at most two decimals."))
        _refuse_without(reason)
        return Proposal.objects.create(
            kind=ProposalKind.SPECIAL, month=month, employee=employee, amount=amount, reason=reason.strip(), proposed_by=actor, key=key,
            department_id=department_for(employee, month),
        )  # fmt: skip


@transaction.atomic
def decide(*, proposal: Proposal, actor: Employee, agrees: bool, reason: str = "") -> ProposalDecision:
    """Agree with a proposal for one's side, or refuse it with a reason. The last side that agrees enters it for the run.

    Nobody decides on what they proposed, nor on what is for themselves (O4).
    """
    special = proposal.kind == ProposalKind.SPECIAL
    own = OWN_SPECIAL if special else OWN_PROPOSAL
    about = (concerns(proposal.proposed_by_id, own), concerns(proposal.employee_id, own))
    with acting(actor, "special.approve" if special else "nomination.confirm", about=about, proposal=proposal.pk) as who:
        _open(proposal.month)
        # the month is locked, so no two decide at once; proposals themselves are never changed
        found = Proposal.objects.get(pk=proposal.pk)
        given = list(ProposalDecision.objects.filter(proposal=found))
        if any(not decision.agrees for decision in given):
            raise Refused("refused_already", _("Nothing was changed: somebody has refused this already."))
        open_sides = [side for side in sides_needed(found) if side not in {decision.side for decision in given}]
        speaks_for = [side for side in sides_of(who, found) if side in open_sides]
        if not speaks_for:
            raise _nothing_to_decide(open_sides, actor)
        if not agrees and not reason.strip():
            raise Refused("reason_needed", _("Say why it is refused."))
        made = ProposalDecision.objects.create(proposal=found, side=speaks_for[0], agrees=agrees, reason=reason.strip(), by=actor)
        if agrees and len(open_sides) == 1:
            _enter(found)
        return made


def _enter(proposal: Proposal) -> None:
    if proposal.kind == ProposalKind.SPECIAL and proposal.amount is not None:
        Special.objects.create(month=proposal.month, employee_id=proposal.employee_id, amount=proposal.amount, reason=proposal.reason)
    elif proposal.weight is not None:
        Nomination.objects.create(month=proposal.month, pool=proposal.pool, employee_id=proposal.employee_id, weight=proposal.weight)


def _refuse_nomination(month: Month, pool: str, employee: Employee, reason: str) -> int:
    """The nominee's department, where a place is left."""
    _refuse_without(reason)
    department = department_for(employee, month)
    if department is None:
        raise Refused("no_terms", _("%(person)s has no pay terms in this month."), person=str(employee))
    left = places_left(month, pool, department)
    if left is None:
        raise Refused("no_places", _("Set first how many of this department may be named for the pool."))
    if not left.left:
        raise Refused("no_place_left", _("All %(places)d places of this department are taken."), places=left.places)
    named = Nomination.objects.filter(month=month, pool=pool, employee=employee).exists()
    proposed = Proposal.objects.filter(kind=ProposalKind.NOMINATION, month=month, pool=pool, employee=employee)
    if named or proposed.exclude(decisions__agrees=False).exists():
        raise Refused("named_already", _("%(person)s is named for this pool already."), person=str(employee))
    return department


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise Refused("reason_needed", _("Say why."))


def _nothing_to_decide(open_sides: list[Side], actor: Employee) -> Refused:
    if not open_sides:
        return Refused("agreed_already", _("Nothing was changed: everybody has agreed already."))
    return NotAllowed(
        "not_yours",
        _("This waits for %(sides)s, and %(person)s is none of them."),
        sides=" / ".join(str(side.label) for side in open_sides),
        person=str(actor),
    )


def _sent_before(actor: Employee, key: str) -> Proposal | None:
    wait_for_same_form(actor, key)
    return Proposal.objects.filter(proposed_by=actor, key=key).first()


def _open(month: Month) -> None:
    if lock_month(month).approved:
        raise Refused("approved", _("%(month)s is approved and takes nothing new: choose a later month."), month=str(month))
