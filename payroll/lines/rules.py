"""The payslip (RULES.md P1-P16): one function per line, whose parameters are its inputs.

To add a line: write its function here, give it words in payroll/lines/words.py, and the facts it names in
payroll/lines/facts.py. It is then computed, stored, explained and checked (docs/adding-a-line.md).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from csd.formula import Book
from csd.money import ZERO, cut, half_up
from csd.policy.parameters import Bracket
from payroll.insurance.rules import contribution, contribution_base
from payroll.sales.rules import CampaignMargin, commission_on_campaign, commission_on_sales
from payroll.sales.rules import carry_after as rest_after
from payroll.tax.rules import withheld_for_month

PAYSLIP = Book("payslip")
line, figure = PAYSLIP.line, PAYSLIP.figure


@line("P1", in_gross=True)
def base(base_salary: Decimal, employed: int, workdays: int) -> Decimal:
    """BASE = base salary × share."""
    return half_up(base_salary * employed, workdays)


@line("P2", in_gross=True)
def meal(employed: int, workdays: int, *, meal: Decimal) -> Decimal:
    """MEAL = allowance × share."""
    return half_up(meal * employed, workdays)


@line("P3", in_gross=True)
def comm_sales(plan: str, net_sales: Decimal, carry: Decimal, *, sales_rate: Decimal) -> Decimal:
    """COMM_SALES on the plan `sales_percent`."""
    return commission_on_sales(net_sales, carry, sales_rate) if plan == "sales_percent" else ZERO


@figure("P3")
def carry_after(plan: str, net_sales: Decimal, carry: Decimal) -> Decimal:
    """The negative rest after this month; off the plan it stays as it is."""
    return rest_after(net_sales, carry) if plan == "sales_percent" else carry


@line("P4", in_gross=True)
def comm_order(order_share: Decimal) -> Decimal:
    """COMM_ORDER: this person's share of the pool of the kind of department."""
    return order_share


@line("P5", in_gross=True)
def guarantee(plan: str, guarantee_amount: Decimal, employed: int, workdays: int, comm_order: Decimal) -> Decimal:
    """GUARANTEE on the plan `order_pool` = max(0, guarantee × share − COMM_ORDER)."""
    if plan != "order_pool":
        return ZERO
    return max(ZERO, half_up(guarantee_amount * employed - comm_order * workdays, workdays))


@line("P6", in_gross=True)
def comm_target(
    plan: str, campaigns: tuple[tuple[str, Decimal, Decimal], ...], *, target_rate: Decimal, campaign_multiple: Decimal
) -> Decimal:
    """COMM_TARGET on the plan `campaign_target`: Σ over the campaigns owned, each rounded."""
    if plan != "campaign_target":
        return ZERO
    return sum((commission_on_campaign(CampaignMargin(*c), target_rate, campaign_multiple) for c in campaigns), ZERO)


@line("P8", in_gross=True)
def bonus(bonus_share: Decimal) -> Decimal:
    """BONUS: this person's shares of the three pools."""
    return bonus_share


@line("P9", in_gross=True)
def special(specials: Decimal) -> Decimal:
    """SPECIAL commission and rewards, paid as given."""
    return specials


@line("P17", in_gross=True)
def adjustment(adjustments: Decimal) -> Decimal:
    """Corrections of approved months, dated to this one."""
    return adjustments


@figure("P10")
def monthly_wage(base_salary: Decimal, guarantee_amount: Decimal) -> Decimal:
    """What a wage day is a part of: the base, or the guarantee where the base is 0."""
    return base_salary or guarantee_amount


@line("P10", in_gross=True)
def holiday_duty(monthly_wage: Decimal, holiday_minutes: int, *, month_days: Decimal, holiday_rate: Decimal, day_minutes: int) -> Decimal:
    """HOLIDAY_DUTY = wage day × 3 × minutes / 480."""
    return half_up(monthly_wage * holiday_rate * holiday_minutes, month_days * day_minutes) if holiday_minutes else ZERO


@line("P11", in_gross=True)
def absence(
    monthly_wage: Decimal, unpaid_days: Fraction, base: Decimal, comm_order: Decimal, guarantee: Decimal, *, month_days: Decimal
) -> Decimal:
    """ABSENCE = − wage day × unpaid days, at most BASE + COMM_ORDER + GUARANTEE."""
    if not unpaid_days:
        return ZERO
    return ZERO - min(half_up(monthly_wage * unpaid_days.numerator, month_days * unpaid_days.denominator), base + comm_order + guarantee)


@figure("P11b")
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
) -> Decimal:
    """What counts towards the minimum wage: P1 + P3-P6 + P8 + P9 + P11."""
    return base + comm_sales + comm_order + guarantee + comm_target + bonus + special + adjustment + absence


@line("P11b", in_gross=True)
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


@line("P12")
def gross(wage_for_minimum: Decimal, meal: Decimal, holiday_duty: Decimal, topup: Decimal) -> Decimal:
    """Gross = P1-P6 + P8-P11b."""
    return wage_for_minimum + meal + holiday_duty + topup


@line("P13")
def penalty(action: str, gross: Decimal, *, penalty: Decimal, severe: Decimal, penalty_cap: Decimal, minimum_wage: Decimal) -> Decimal:
    """PENALTY for the month's action: at most 20 % of gross, never taking it below the minimum wage."""
    if action not in ("penalty", "severe"):
        return ZERO
    amount = max(penalty, severe) if action == "severe" else penalty
    return max(ZERO, min(half_up(amount), cut(gross * penalty_cap), cut(gross - minimum_wage)))


@figure("P14")
def social_amount(insured: bool, social_base: Decimal | None, *, social_floor: Decimal, social_cap: Decimal) -> Decimal:
    """The base of social insurance: the declared one within the limits; 0 when none is due."""
    return contribution_base(social_base, insured, social_floor, social_cap)


@figure("P14")
def housing_amount(insured: bool, housing_base: Decimal | None, *, housing_floor: Decimal, housing_cap: Decimal) -> Decimal:
    """The base of the housing fund, likewise."""
    return contribution_base(housing_base, insured, housing_floor, housing_cap)


@line("P14")
def pension(social_amount: Decimal, *, pension: Decimal) -> Decimal:
    """The employee's share of pension insurance."""
    return contribution(social_amount, pension)


@line("P14")
def medical(social_amount: Decimal, *, medical: Decimal) -> Decimal:
    """The employee's share of medical insurance."""
    return contribution(social_amount, medical)


@line("P14")
def unemployment(social_amount: Decimal, *, unemployment: Decimal) -> Decimal:
    """The employee's share of unemployment insurance."""
    return contribution(social_amount, unemployment)


@line("P14")
def housing(housing_amount: Decimal, housing_rate: Decimal) -> Decimal:
    """The employee's share of the housing fund, at the employee's rate."""
    return contribution(housing_amount, housing_rate)


@line("P14")
def employer_pension(social_amount: Decimal, *, employer_pension: Decimal) -> Decimal:
    """The employer's share of pension insurance (reported, not paid to the employee)."""
    return contribution(social_amount, employer_pension)


@line("P14")
def employer_medical(social_amount: Decimal, *, employer_medical: Decimal) -> Decimal:
    """The employer's share of medical insurance."""
    return contribution(social_amount, employer_medical)


@line("P14")
def employer_unemployment(social_amount: Decimal, *, employer_unemployment: Decimal) -> Decimal:
    """The employer's share of unemployment insurance."""
    return contribution(social_amount, employer_unemployment)


@line("P14")
def employer_injury(social_amount: Decimal, *, employer_injury: Decimal) -> Decimal:
    """The employer's work injury insurance."""
    return contribution(social_amount, employer_injury)


@line("P14")
def employer_housing(housing_amount: Decimal, housing_rate: Decimal) -> Decimal:
    """The employer's share of the housing fund, at the same rate."""
    return contribution(housing_amount, housing_rate)


@figure("P15")
def insurance(pension: Decimal, medical: Decimal, unemployment: Decimal, housing: Decimal) -> Decimal:
    """The employee's SOCIAL and HOUSING of the month."""
    return pension + medical + unemployment + housing


@figure("P15")
def months_in_year(months_before: int) -> int:
    """Months of the calendar year with a payslip, this one included."""
    return months_before + 1


@figure("P15")
def gross_in_year(gross_before: Decimal, gross: Decimal) -> Decimal:
    """Σ gross of the calendar year so far."""
    return gross_before + gross


@figure("P15")
def insurance_in_year(insurance_before: Decimal, insurance: Decimal) -> Decimal:
    """Σ employee SOCIAL and HOUSING of the calendar year so far."""
    return insurance_before + insurance


@figure("P15")
def special_in_year(special_before: Decimal, special_deduction: Decimal) -> Decimal:
    """Σ special deductions of the calendar year so far."""
    return special_before + special_deduction


@figure("P15")
def taxable(
    gross_in_year: Decimal, months_in_year: int, insurance_in_year: Decimal, special_in_year: Decimal, *, iit_allowance: Decimal
) -> Decimal:
    """Cumulative taxable income: Σ gross − 5000 × months − Σ insurance − Σ special deductions."""
    return gross_in_year - iit_allowance * months_in_year - insurance_in_year - special_in_year


@line("P15")
def iit(taxable: Decimal, tax_before: Decimal, *, iit_brackets: tuple[Bracket, ...]) -> Decimal:
    """IIT of the month by cumulative withholding."""
    return withheld_for_month(taxable, tax_before, iit_brackets)


@figure("P15")
def tax_in_year(tax_before: Decimal, iit: Decimal) -> Decimal:
    """Σ tax withheld in the calendar year so far."""
    return tax_before + iit


@line("P16")
def net(gross: Decimal, penalty: Decimal, insurance: Decimal, iit: Decimal) -> Decimal:
    """NET = Gross − PENALTY − SOCIAL − HOUSING − IIT."""
    return gross - penalty - insurance - iit
