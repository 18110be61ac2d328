"""What is earned (docs/rulebook.md P1-P6, P8-P12): one function per line, whose parameters are its inputs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from csd.formula import EARNING, FIRST, RESULT
from csd.formula import noted as _
from csd.money import ZERO, half_up
from payroll.lines.rules.book import figure, line
from payroll.sales.rules import CampaignMargin, commission_on_campaign, commission_on_sales
from payroll.sales.rules import carry_after as rest_after


@line(
    "P1",
    kind=EARNING,
    since=FIRST,
    label=_("Base salary for the days employed"),
    sentence=_("%(base_salary)s × %(employed)s ÷ %(workdays)s"),
)
def base(base_salary: Decimal, employed: int, workdays: int) -> Decimal:
    """BASE = base salary × share."""
    return half_up(base_salary * employed, workdays)


@line(
    "P2",
    kind=EARNING,
    since=FIRST,
    label=_("Meal allowance"),
    sentence=_("%(parameter_meal)s × %(employed)s ÷ %(workdays)s"),
)
def meal(employed: int, workdays: int, *, meal: Decimal) -> Decimal:
    """MEAL = allowance × share."""
    return half_up(meal * employed, workdays)


@line(
    "P3",
    kind=EARNING,
    since=FIRST,
    label=_("Commission on sales"),
    sentence=_("on the plan “percentage of sales”: %(parameter_sales_rate)s × (%(net_sales)s + %(carry)s), not below 0; plan: %(plan)s"),
)
def comm_sales(plan: str, net_sales: Decimal, carry: Decimal, *, sales_rate: Decimal) -> Decimal:
    """COMM_SALES on the plan `sales_percent`."""
    return commission_on_sales(net_sales, carry, sales_rate) if plan == "sales_percent" else ZERO


@figure(
    "P3",
    since=FIRST,
    label=_("Sales carry to the next month"),
    sentence=_(
        "on the plan “percentage of sales” the negative rest of %(net_sales)s + %(carry)s, else the carry as it was; plan: %(plan)s"
    ),
)
def carry_after(plan: str, net_sales: Decimal, carry: Decimal) -> Decimal:
    """The negative rest after this month; off the plan it stays as it is."""
    return rest_after(net_sales, carry) if plan == "sales_percent" else carry


@line(
    "P4",
    kind=EARNING,
    since=FIRST,
    label=_("Commission on orders"),
    sentence=_("%(order_share)s, split by weight × days employed"),
)
def comm_order(order_share: Decimal) -> Decimal:
    """COMM_ORDER: this person's share of the pool of the kind of department."""
    return order_share


@line(
    "P5",
    kind=EARNING,
    since=FIRST,
    label=_("Top-up to the guarantee"),
    sentence=_(
        "on the plan “order pool”: %(guarantee_amount)s × %(employed)s ÷ %(workdays)s − %(comm_order)s, not below 0; plan: %(plan)s"
    ),
)
def guarantee(plan: str, guarantee_amount: Decimal, employed: int, workdays: int, comm_order: Decimal) -> Decimal:
    """GUARANTEE on the plan `order_pool` = max(0, guarantee × share − COMM_ORDER)."""
    if plan != "order_pool":
        return ZERO
    return max(ZERO, half_up(guarantee_amount * employed - comm_order * workdays, workdays))


@line(
    "P6",
    kind=EARNING,
    since=FIRST,
    label=_("Commission on campaigns"),
    sentence=_(
        "on the plan “campaign target”, for each campaign whose margin is at least %(parameter_campaign_multiple)s × its budget: "
        "%(parameter_target_rate)s × margin; campaign, margin, budget: %(campaigns)s; plan: %(plan)s"
    ),
)
def comm_target(
    plan: str, campaigns: tuple[tuple[str, Decimal, Decimal], ...], *, target_rate: Decimal, campaign_multiple: Decimal
) -> Decimal:
    """COMM_TARGET on the plan `campaign_target`: Σ over the campaigns owned, each rounded."""
    if plan != "campaign_target":
        return ZERO
    return sum((commission_on_campaign(CampaignMargin(*c), target_rate, campaign_multiple) for c in campaigns), ZERO)


@line(
    "P8",
    kind=EARNING,
    since=FIRST,
    label=_("Bonus"),
    sentence=_("%(bonus_share)s, split by weight among the eligible nominees"),
)
def bonus(bonus_share: Decimal) -> Decimal:
    """BONUS: this person's shares of the three pools."""
    return bonus_share


@line(
    "P9",
    kind=EARNING,
    since=FIRST,
    label=_("Special commission and rewards"),
    sentence=_("%(specials)s, paid as given"),
)
def special(specials: Decimal) -> Decimal:
    """SPECIAL commission and rewards, paid as given."""
    return specials


@line(
    "P17",
    kind=EARNING,
    since=FIRST,
    label=_("Adjustment of earlier months"),
    sentence=_("%(adjustments)s, paid as given"),
    paid_with="special",
)
def adjustment(adjustments: Decimal) -> Decimal:
    """Corrections of approved months, dated to this one."""
    return adjustments


@figure(
    "P10",
    since=FIRST,
    label=_("Wage of a full month"),
    sentence=_("%(base_salary)s, or where it is 0 %(guarantee_amount)s"),
)
def monthly_wage(base_salary: Decimal, guarantee_amount: Decimal) -> Decimal:
    """What a wage day is a part of: the base, or the guarantee where the base is 0."""
    return base_salary or guarantee_amount


@line(
    "P10",
    kind=EARNING,
    since=FIRST,
    label=_("Duty on statutory holidays"),
    sentence=_(
        "%(monthly_wage)s ÷ %(parameter_month_days)s × %(parameter_holiday_rate)s × %(holiday_minutes)s ÷ %(parameter_day_minutes)s"
    ),
)
def holiday_duty(monthly_wage: Decimal, holiday_minutes: int, *, month_days: Decimal, holiday_rate: Decimal, day_minutes: int) -> Decimal:
    """HOLIDAY_DUTY = wage day × 3 × minutes / 480."""
    return half_up(monthly_wage * holiday_rate * holiday_minutes, month_days * day_minutes) if holiday_minutes else ZERO


@line(
    "P11",
    kind=EARNING,
    since=FIRST,
    label=_("Unpaid absence"),
    sentence=_("− %(monthly_wage)s ÷ %(parameter_month_days)s × %(unpaid_days)s, at most %(base)s + %(comm_order)s + %(guarantee)s"),
)
def absence(
    monthly_wage: Decimal, unpaid_days: Fraction, base: Decimal, comm_order: Decimal, guarantee: Decimal, *, month_days: Decimal
) -> Decimal:
    """ABSENCE = − wage day × unpaid days, at most BASE + COMM_ORDER + GUARANTEE."""
    if not unpaid_days:
        return ZERO
    return ZERO - min(half_up(monthly_wage * unpaid_days.numerator, month_days * unpaid_days.denominator), base + comm_order + guarantee)


@figure(
    "P11b",
    since=FIRST,
    label=_("Pay that counts towards the minimum wage"),
    sentence=_(
        "%(base)s + %(comm_sales)s + %(comm_order)s + %(guarantee)s + %(comm_target)s + %(bonus)s + %(special)s + %(adjustment)s + "
        "%(absence)s"
    ),
)
def wage_for_minimum(
    base: Decimal,
    comm_sales: Decimal,
    comm_order: Decimal,
    guarantee: Decimal,
    comm_target: Decimal,
    bonus: Decimal,
    special: Decimal,
    adjustment: Decimal,
    absence: Decimal,
    *minimum_wage: Decimal,
) -> Decimal:
    """What counts towards the minimum wage: P1 + P3-P6 + P8 + P9 + P11, and every further line that counts towards `minimum_wage`."""
    known = base + comm_sales + comm_order + guarantee + comm_target + bonus + special + adjustment + absence
    return sum(minimum_wage, known)


@line(
    "P11b",
    kind=EARNING,
    since=FIRST,
    label=_("Top-up to the minimum wage"),
    sentence=_(
        "%(parameter_minimum_wage)s × (%(employed)s − %(unpaid_days)s) ÷ %(workdays)s − %(wage_for_minimum)s, not below 0; switched on: "
        "%(parameter_minimum_wage_topup)s"
    ),
)
def topup(
    wage_for_minimum: Decimal, employed: int, workdays: int, unpaid_days: Fraction, *, minimum_wage: Decimal, minimum_wage_topup: Decimal
) -> Decimal:
    """TOPUP to the minimum wage of the days worked, rounded."""
    if not minimum_wage_topup:
        return ZERO
    if not unpaid_days:
        return max(ZERO, half_up(minimum_wage * employed - wage_for_minimum * workdays, workdays))
    days = max(Fraction(0), employed - unpaid_days)
    due, parts = minimum_wage * days.numerator, workdays * days.denominator
    return max(ZERO, half_up(due - wage_for_minimum * parts, parts))


@line(
    "P12",
    kind=RESULT,
    since=FIRST,
    label=_("Gross pay"),
    sentence=_("%(wage_for_minimum)s + %(meal)s + %(holiday_duty)s + %(topup)s"),
)
def gross(wage_for_minimum: Decimal, meal: Decimal, holiday_duty: Decimal, topup: Decimal, *earning: Decimal) -> Decimal:
    """Gross = P1-P6 + P8-P11b, and every further line that is earned."""
    return sum(earning, wage_for_minimum + meal + holiday_duty + topup)
