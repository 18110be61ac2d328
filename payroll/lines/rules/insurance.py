"""What is taken off gross pay except the tax, and what the employer pays besides (docs/rulebook.md P13, P14)."""

from __future__ import annotations

from decimal import Decimal

from csd.formula import DEDUCTION, EMPLOYER, FIRST
from csd.formula import noted as _
from csd.money import ZERO, cut, half_up
from payroll.insurance.rules import contribution, contribution_base
from payroll.lines.rules.book import figure, line


@line(
    "P13",
    kind=DEDUCTION,
    since=FIRST,
    label=_("Performance deduction"),
    sentence=_(
        "for “penalty” %(parameter_penalty)s, for “severe” the larger of it and %(parameter_severe)s; at most %(parameter_penalty_cap)s "
        "× %(gross)s and not taking it below %(parameter_minimum_wage)s; result: %(action)s"
    ),
)
def penalty(action: str, gross: Decimal, *, penalty: Decimal, severe: Decimal, penalty_cap: Decimal, minimum_wage: Decimal) -> Decimal:
    """PENALTY for the month's action: at most 20 % of gross, never taking it below the minimum wage."""
    if action not in ("penalty", "severe"):
        return ZERO
    amount = max(penalty, severe) if action == "severe" else penalty
    return max(ZERO, min(half_up(amount), cut(gross * penalty_cap), cut(gross - minimum_wage)))


@figure(
    "P14",
    since=FIRST,
    label=_("Base of social insurance"),
    sentence=_(
        "%(social_base)s within %(parameter_social_floor)s and %(parameter_social_cap)s, when employed on the last day: %(insured)s"
    ),
)
def social_amount(insured: bool, social_base: Decimal | None, *, social_floor: Decimal, social_cap: Decimal) -> Decimal:
    """The base of social insurance: the declared one within the limits; 0 when none is due."""
    return contribution_base(social_base, insured, social_floor, social_cap)


@figure(
    "P14",
    since=FIRST,
    label=_("Base of the housing fund"),
    sentence=_(
        "%(housing_base)s within %(parameter_housing_floor)s and %(parameter_housing_cap)s, when employed on the last day: %(insured)s"
    ),
)
def housing_amount(insured: bool, housing_base: Decimal | None, *, housing_floor: Decimal, housing_cap: Decimal) -> Decimal:
    """The base of the housing fund, likewise."""
    return contribution_base(housing_base, insured, housing_floor, housing_cap)


@line(
    "P14",
    kind=DEDUCTION,
    since=FIRST,
    label=_("Pension insurance"),
    sentence=_("%(social_amount)s × %(parameter_pension)s"),
)
def pension(social_amount: Decimal, *, pension: Decimal) -> Decimal:
    """The employee's share of pension insurance."""
    return contribution(social_amount, pension)


@line(
    "P14",
    kind=DEDUCTION,
    since=FIRST,
    label=_("Medical insurance"),
    sentence=_("%(social_amount)s × %(parameter_medical)s"),
)
def medical(social_amount: Decimal, *, medical: Decimal) -> Decimal:
    """The employee's share of medical insurance."""
    return contribution(social_amount, medical)


@line(
    "P14",
    kind=DEDUCTION,
    since=FIRST,
    label=_("Unemployment insurance"),
    sentence=_("%(social_amount)s × %(parameter_unemployment)s"),
)
def unemployment(social_amount: Decimal, *, unemployment: Decimal) -> Decimal:
    """The employee's share of unemployment insurance."""
    return contribution(social_amount, unemployment)


@line(
    "P14",
    kind=DEDUCTION,
    since=FIRST,
    label=_("Housing fund"),
    sentence=_("%(housing_amount)s × %(housing_rate)s"),
)
def housing(housing_amount: Decimal, housing_rate: Decimal) -> Decimal:
    """The employee's share of the housing fund, at the employee's rate."""
    return contribution(housing_amount, housing_rate)


@line(
    "P14",
    kind=EMPLOYER,
    since=FIRST,
    label=_("Pension insurance, employer"),
    sentence=_("%(social_amount)s × %(parameter_employer_pension)s"),
)
def employer_pension(social_amount: Decimal, *, employer_pension: Decimal) -> Decimal:
    """The employer's share of pension insurance (reported, not paid to the employee)."""
    return contribution(social_amount, employer_pension)


@line(
    "P14",
    kind=EMPLOYER,
    since=FIRST,
    label=_("Medical insurance, employer"),
    sentence=_("%(social_amount)s × %(parameter_employer_medical)s"),
)
def employer_medical(social_amount: Decimal, *, employer_medical: Decimal) -> Decimal:
    """The employer's share of medical insurance."""
    return contribution(social_amount, employer_medical)


@line(
    "P14",
    kind=EMPLOYER,
    since=FIRST,
    label=_("Unemployment insurance, employer"),
    sentence=_("%(social_amount)s × %(parameter_employer_unemployment)s"),
)
def employer_unemployment(social_amount: Decimal, *, employer_unemployment: Decimal) -> Decimal:
    """The employer's share of unemployment insurance."""
    return contribution(social_amount, employer_unemployment)


@line(
    "P14",
    kind=EMPLOYER,
    since=FIRST,
    label=_("Work injury insurance, employer"),
    sentence=_("%(social_amount)s × %(parameter_employer_injury)s"),
)
def employer_injury(social_amount: Decimal, *, employer_injury: Decimal) -> Decimal:
    """The employer's work injury insurance."""
    return contribution(social_amount, employer_injury)


@line(
    "P14",
    kind=EMPLOYER,
    since=FIRST,
    label=_("Housing fund, employer"),
    sentence=_("%(housing_amount)s × %(housing_rate)s"),
)
def employer_housing(housing_amount: Decimal, housing_rate: Decimal) -> Decimal:
    """The employer's share of the housing fund, at the same rate."""
    return contribution(housing_amount, housing_rate)


@figure(
    "P15",
    since=FIRST,
    label=_("Insurance and housing fund of the month"),
    sentence=_("%(pension)s + %(medical)s + %(unemployment)s + %(housing)s"),
    sums=True,
)
def insurance(pension: Decimal, medical: Decimal, unemployment: Decimal, housing: Decimal) -> Decimal:
    """The employee's SOCIAL and HOUSING of the month."""
    return pension + medical + unemployment + housing
