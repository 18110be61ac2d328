"""Income tax by cumulative withholding over the calendar year, and net pay (docs/rulebook.md P15, P16)."""

from __future__ import annotations

from decimal import Decimal

from csd.formula import DEDUCTION, FIRST, RESULT
from csd.formula import noted as _
from csd.money import ZERO
from csd.policy.parameters import Bracket
from payroll.lines.rules.book import figure, line
from payroll.tax.rules import withheld_for_month


@figure(
    "P15",
    since=FIRST,
    label=_("Months with a payslip this year"),
    sentence=_("%(months_before)s + 1"),
)
def months_in_year(months_before: int) -> int:
    """Months of the calendar year with a payslip, this one included."""
    return months_before + 1


@figure(
    "P15",
    since=FIRST,
    label=_("Gross pay this year"),
    sentence=_("%(gross_before)s + %(gross)s"),
)
def gross_in_year(gross_before: Decimal, gross: Decimal) -> Decimal:
    """Σ gross of the calendar year so far."""
    return gross_before + gross


@figure(
    "P15",
    since=FIRST,
    label=_("Insurance and housing fund this year"),
    sentence=_("%(insurance_before)s + %(insurance)s"),
)
def insurance_in_year(insurance_before: Decimal, insurance: Decimal) -> Decimal:
    """Σ employee SOCIAL and HOUSING of the calendar year so far."""
    return insurance_before + insurance


@figure(
    "P15",
    since=FIRST,
    label=_("Special deductions this year"),
    sentence=_("%(special_before)s + %(special_deduction)s"),
)
def special_in_year(special_before: Decimal, special_deduction: Decimal) -> Decimal:
    """Σ special deductions of the calendar year so far."""
    return special_before + special_deduction


@figure(
    "P15",
    since=FIRST,
    label=_("Taxable income this year"),
    sentence=_("%(gross_in_year)s − %(parameter_iit_allowance)s × %(months_in_year)s − %(insurance_in_year)s − %(special_in_year)s"),
)
def taxable(
    gross_in_year: Decimal, months_in_year: int, insurance_in_year: Decimal, special_in_year: Decimal, *, iit_allowance: Decimal
) -> Decimal:
    """Cumulative taxable income: Σ gross − 5000 × months − Σ insurance − Σ special deductions."""
    return gross_in_year - iit_allowance * months_in_year - insurance_in_year - special_in_year


@line(
    "P15",
    kind=DEDUCTION,
    since=FIRST,
    label=_("Income tax"),
    sentence=_("%(taxable)s × rate − quick deduction by the table %(parameter_iit_brackets)s, − %(tax_before)s, not below 0"),
)
def iit(taxable: Decimal, tax_before: Decimal, *, iit_brackets: tuple[Bracket, ...]) -> Decimal:
    """IIT of the month by cumulative withholding."""
    return withheld_for_month(taxable, tax_before, iit_brackets)


@figure(
    "P15",
    since=FIRST,
    label=_("Income tax this year"),
    sentence=_("%(tax_before)s + %(iit)s"),
)
def tax_in_year(tax_before: Decimal, iit: Decimal) -> Decimal:
    """Σ tax withheld in the calendar year so far."""
    return tax_before + iit


@line(
    "P16",
    kind=RESULT,
    since=FIRST,
    label=_("Net pay"),
    sentence=_("%(gross)s − %(penalty)s − %(insurance)s − %(iit)s"),
)
def net(gross: Decimal, penalty: Decimal, insurance: Decimal, iit: Decimal, *deduction: Decimal) -> Decimal:
    """NET = Gross − PENALTY − SOCIAL − HOUSING − IIT, less every further line that is taken off."""
    return gross - penalty - insurance - iit - sum(deduction, ZERO)
