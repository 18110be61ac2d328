"""The daily sales report entered by hand (docs/rulebook.md S1): added, completed, cancelled, given back; and the campaigns of a month (P6).

What an agent enters for themselves is pending until somebody else says that it is completed (O4). A change of state is kept with who
made it; what is given back is a row of its own, in the month of its own date.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from csd.access.acting import acting, concerns
from csd.access.scope import SALES, may_see
from csd.errors import NotAllowed, Refused
from csd.models import Employee
from csd.money import ZERO
from csd.months import Month
from csd.organisation.key_words import fit_key
from payroll.entering.services import entered_before, keep_entry, refuse_amount, refuse_approved
from payroll.sales.models import Campaign, Sale, SaleKind, SaleStatus
from payroll.sales.selectors import campaign_with_code, who_changed

# from what a state may be changed, and to what
MOVES = {SaleStatus.PENDING: (SaleStatus.COMPLETED, SaleStatus.CANCELLED), SaleStatus.COMPLETED: (SaleStatus.CANCELLED,)}
OWN_SALE = ("own_sale", _("Your own sales, and those of people you do not lead, are settled by somebody else."))
OWN_CAMPAIGN = ("own_campaign", _("The budget of your own campaign is entered by somebody else."))


@dataclass(frozen=True)
class SaleLine:
    """A line of the report as it is entered; amounts in yuan, `campaign` a code or nothing."""

    order_no: str
    day: date
    amount: Decimal
    cost: Decimal
    quantity: Decimal = Decimal(1)
    product: str = ""
    customer: str = ""
    campaign: str = ""


@transaction.atomic
def enter_sale(*, agent: Employee, line: SaleLine, key: str, actor: Employee) -> Sale:
    """Add a line to an agent's report: pending for one's own, completed where somebody who may settle enters it for another."""
    with acting(actor, "sales.enter" if agent == actor else "sales.settle") as who:
        if not may_see(who, agent, SALES):
            raise NotAllowed("not_theirs", _("%(person)s may not enter sales of %(agent)s."), person=str(actor), agent=str(agent))
        sent_before = entered_before(Sale, actor, key)
        if sent_before is not None:
            return sent_before
        if not line.order_no.strip():
            raise Refused("order_needed", _("A sale needs its order number."))
        line = replace(line, order_no=fit_key(line.order_no, 64, "order_no"))
        _refuse_line(agent, line)
        status = SaleStatus.PENDING if agent == actor else SaleStatus.COMPLETED
        made = _row(agent, line, SaleKind.SALE, status, _campaign(line.campaign))
        keep_entry(made, actor, key)
        return made


@transaction.atomic
def set_status(*, sale: Sale, was: str, to: str, actor: Employee) -> Sale:
    """Complete or cancel a row of somebody else, as long as its month is open. `was` is the state on the page that was decided on."""
    with _settling(sale, actor):
        refuse_approved(Month.of(sale.date))
        found = Sale.objects.select_for_update().get(pk=sale.pk)
        if found.status != was:
            raise Refused(
                "stale",
                _("Nothing was changed: %(who)s has set this row to “%(state)s” meanwhile."),
                who=who_changed(found) or "?",
                state=found.get_status_display(),
            )
        if to not in MOVES.get(SaleStatus(was), ()):
            raise Refused("no_such_move", _("A row that is “%(state)s” does not become that."), state=found.get_status_display())
        Sale.objects.filter(pk=found.pk).update(status=to)
        found.refresh_from_db()
        return found


@transaction.atomic
def give_back(*, sale: Sale, day: date, amount: Decimal, cost: Decimal, key: str, actor: Employee) -> Sale:
    """Record that goods of a completed sale came back: a row of its own that counts negative in the month of `day` (S1)."""
    with _settling(sale, actor):
        sent_before = entered_before(Sale, actor, key)
        if sent_before is not None:
            return sent_before
        # of two returns at once the second sees the first, whatever their months
        sale = Sale.objects.select_for_update().get(pk=sale.pk)
        if sale.kind != SaleKind.SALE or sale.status != SaleStatus.COMPLETED:
            raise Refused("not_completed", _("Only a completed sale is given back."))
        line = SaleLine(sale.order_no, day, amount, cost, sale.quantity, sale.product, sale.customer)
        _refuse_line(sale.employee, line)
        if day < sale.date:
            raise Refused("before_sale", _("Nothing is given back before it was sold."))
        _refuse_more_than_sold(sale, amount)
        made = _row(sale.employee, line, SaleKind.REFUND, SaleStatus.COMPLETED, sale.campaign)
        keep_entry(made, actor, key)
        return made


@transaction.atomic
def enter_campaign(*, code: str, month: Month, owner: Employee, budget: Decimal, actor: Employee) -> Campaign:
    """P6: a campaign of a month with the budget it is measured by. Nobody sets the budget of a campaign of their own (O4)."""
    with acting(actor, "campaign.enter", about=concerns(owner, OWN_CAMPAIGN)):
        refuse_approved(month)
        refuse_amount(budget)
        if not code.strip():
            raise Refused("code_needed", _("A campaign needs a name."))
        name = fit_key(code, 64, "code")
        if Campaign.objects.filter(code=name).exists():
            raise Refused("code_taken", _("There is a campaign “%(name)s” already."), name=name)
        return Campaign.objects.create(code=name, month=month, owner=owner, budget=budget)


def _refuse_line(agent: Employee, line: SaleLine) -> None:
    if line.day > timezone.localdate():
        raise Refused("in_future", _("A report is of today or before."))
    if line.day < agent.hire_date:
        raise Refused("before_hire", _("%(person)s was not employed yet on that day."), person=str(agent))
    refuse_amount(line.amount, line.cost)
    if not line.quantity.is_finite() or not 0 <= line.quantity < Decimal(10) ** 9:
        raise Refused("quantity", _("A quantity is a number from 0 up."))
    refuse_approved(Month.of(line.day))


def _refuse_more_than_sold(sale: Sale, amount: Decimal) -> None:
    rows = Sale.objects.filter(order_no=sale.order_no, employee=sale.employee, status=SaleStatus.COMPLETED)
    sums = {kind: rows.filter(kind=kind).aggregate(Sum("amount"))["amount__sum"] or ZERO for kind in SaleKind.values}
    if sums[SaleKind.REFUND] + amount > sums[SaleKind.SALE]:
        raise Refused("more_than_sold", _("More would be given back than was sold under this order number."))


def _row(agent: Employee, line: SaleLine, kind: SaleKind, status: SaleStatus, campaign: Campaign | None) -> Sale:
    return Sale.objects.create(
        order_no=line.order_no, date=line.day, employee=agent, product=line.product.strip(), quantity=line.quantity,
        amount=line.amount, cost=line.cost, customer=line.customer.strip(), status=status, kind=kind, campaign=campaign,
    )  # fmt: skip


def _campaign(code: str) -> Campaign | None:
    if not code.strip():
        return None
    found = campaign_with_code(code.strip())
    if found is None:
        raise Refused("no_campaign", _("There is no campaign “%(name)s”."), name=code.strip()[:64])
    return found


@contextmanager
def _settling(sale: Sale, actor: Employee) -> Iterator[None]:
    with acting(actor, "sales.settle", about=concerns(sale.employee_id, OWN_SALE)) as who:
        if not may_see(who, sale.employee, SALES):
            raise NotAllowed(*OWN_SALE)
        yield
