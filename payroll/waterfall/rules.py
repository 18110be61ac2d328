"""The waterfall and the bonus pools (docs/rulebook.md P7, P8), a book of formulas like the payslip."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from csd.formula import FIRST, RESULT, Book
from csd.formula import noted as _
from csd.money import ZERO, half_up, largest_remainder

WATERFALL = Book("waterfall")
line, figure = WATERFALL.line, WATERFALL.figure


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Sales"),
    sentence=_("%(sales_net)s"),
)
def sales(sales_net: Decimal) -> Decimal:
    """S = Σ net completed amounts."""
    return sales_net


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Commissions on sales"),
    sentence=_("%(comm_sales_total)s"),
)
def comm_sales(comm_sales_total: Decimal) -> Decimal:
    """Σ COMM_SALES of the month's payslips."""
    return comm_sales_total


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Product cost"),
    sentence=_("%(cost_net)s"),
)
def cost(cost_net: Decimal) -> Decimal:
    """Σ product cost of the same rows."""
    return cost_net


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Gross margin"),
    sentence=_("%(sales)s − %(comm_sales)s − %(cost)s"),
)
def gross_margin(sales: Decimal, comm_sales: Decimal, cost: Decimal) -> Decimal:
    """M = S − Σ COMM_SALES − Σ product cost."""
    return sales - comm_sales - cost


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Commissions on orders"),
    sentence=_("%(comm_order_total)s"),
)
def comm_order(comm_order_total: Decimal) -> Decimal:
    """Σ COMM_ORDER of the month's payslips."""
    return comm_order_total


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Top-ups to guarantees"),
    sentence=_("%(guarantee_total)s"),
)
def guarantee(guarantee_total: Decimal) -> Decimal:
    """Σ GUARANTEE of the month's payslips."""
    return guarantee_total


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Commissions on campaigns"),
    sentence=_("%(comm_target_total)s"),
)
def comm_target(comm_target_total: Decimal) -> Decimal:
    """Σ COMM_TARGET of the month's payslips."""
    return comm_target_total


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Promotion"),
    sentence=_("%(cost_promotion)s"),
)
def promotion(cost_promotion: Decimal) -> Decimal:
    """S3: promotion costs of the month."""
    return cost_promotion


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("After-sales courier"),
    sentence=_("%(cost_courier)s"),
)
def courier(cost_courier: Decimal) -> Decimal:
    """S3: after-sales courier costs of the month."""
    return cost_courier


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Other costs"),
    sentence=_("%(cost_other)s"),
)
def other(cost_other: Decimal) -> Decimal:
    """S3: other costs of the month."""
    return cost_other


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Net profit"),
    sentence=_("%(gross_margin)s − (%(comm_order)s + %(guarantee)s) − %(comm_target)s − %(promotion)s − %(courier)s − %(other)s"),
)
def net_profit(
    gross_margin: Decimal,
    comm_order: Decimal,
    guarantee: Decimal,
    comm_target: Decimal,
    promotion: Decimal,
    courier: Decimal,
    other: Decimal,
) -> Decimal:
    """M − (Σ COMM_ORDER + Σ GUARANTEE) − Σ COMM_TARGET − promotion − courier − other costs."""
    return gross_margin - (comm_order + guarantee) - comm_target - promotion - courier - other


@figure(
    "P8",
    since=FIRST,
    label=_("Pays for its quarter"),
    sentence=_("bonus period %(parameter_bonus_period)s and last month of a quarter: %(ends_quarter)s"),
)
def pays_quarter(ends_quarter: bool, *, bonus_period: str) -> bool:
    """Whether this month pays for its quarter."""
    return bonus_period == "quarter" and ends_quarter


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Total target"),
    sentence=_(
        "%(net_profit)s ÷ %(parameter_target_divisor)s; with %(net_profit_before)s added where the month pays for its quarter: "
        "%(pays_quarter)s"
    ),
)
def total_target(net_profit: Decimal, net_profit_before: Decimal, pays_quarter: bool, *, target_divisor: Decimal) -> Decimal:
    """T = net profit / 3, rounded; of the quarter's sum in the month that pays for it (P8)."""
    return half_up(net_profit + net_profit_before if pays_quarter else net_profit, target_divisor)


@line(
    "P7",
    kind=RESULT,
    since=FIRST,
    label=_("Sum of base salaries"),
    sentence=_("%(contract_bases)s; with %(base_sum_before)s added where the month pays for its quarter: %(pays_quarter)s"),
)
def base_sum(contract_bases: Decimal, base_sum_before: Decimal, pays_quarter: bool) -> Decimal:
    """B = Σ contract base salary of everyone employed on the last day; of the quarter in the month that pays for it (P8)."""
    return contract_bases + base_sum_before if pays_quarter else contract_bases


@figure(
    "P7",
    since=FIRST,
    label=_("Gate met"),
    sentence=_(
        "%(total_target)s at least %(base_sum)s; never in a quarter's month that does not pay (bonus period %(parameter_bonus_period)s, "
        "pays: %(pays_quarter)s)"
    ),
)
def gate(total_target: Decimal, base_sum: Decimal, pays_quarter: bool, *, bonus_period: str) -> bool:
    """Gate: T ≥ B; not met in the months of a quarter that do not pay (P8)."""
    return total_target >= base_sum and (pays_quarter or bonus_period != "quarter")


@line(
    "P8",
    kind=RESULT,
    since=FIRST,
    label=_("Staff pool"),
    sentence=_("gate met (%(gate)s): %(total_target)s × %(parameter_pool_staff_rate)s"),
)
def pool_staff(gate: bool, total_target: Decimal, *, pool_staff_rate: Decimal) -> Decimal:
    """The staff pool: 40 % of T when the gate is met."""
    return half_up(total_target * pool_staff_rate) if gate else ZERO


@line(
    "P8",
    kind=RESULT,
    since=FIRST,
    label=_("Management pool"),
    sentence=_("gate met (%(gate)s): %(total_target)s × %(parameter_pool_management_rate)s"),
)
def pool_management(gate: bool, total_target: Decimal, *, pool_management_rate: Decimal) -> Decimal:
    """The management pool: 40 % of T when the gate is met."""
    return half_up(total_target * pool_management_rate) if gate else ZERO


@line(
    "P8",
    kind=RESULT,
    since=FIRST,
    label=_("Operations pool"),
    sentence=_("gate met (%(gate)s): %(total_target)s − %(pool_staff)s − %(pool_management)s"),
)
def pool_operations(gate: bool, total_target: Decimal, pool_staff: Decimal, pool_management: Decimal) -> Decimal:
    """The operations pool: T less the other two."""
    return total_target - pool_staff - pool_management if gate else ZERO


def split_pool(pool: Decimal, weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """P8: a pool by weight among the eligible nominees with a payslip, largest remainder."""
    return largest_remainder(pool, weights)
