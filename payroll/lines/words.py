"""The words of payslip and waterfall: a label for every line, figure and fact, and every formula as a sentence.

A formula names its inputs as %(name)s; with labels put in it is the rule in words, with amounts put in the same with numbers.
A test holds this table against the books: a line without words fails.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.formats import Words

LINES: dict[str, Words] = {
    "base": _("Base salary for the days employed"),
    "meal": _("Meal allowance"),
    "comm_sales": _("Commission on sales"),
    "carry_after": _("Sales carry to the next month"),
    "comm_order": _("Commission on orders"),
    "guarantee": _("Top-up to the guarantee"),
    "comm_target": _("Commission on campaigns"),
    "bonus": _("Bonus"),
    "special": _("Special commission and rewards"),
    "adjustment": _("Adjustment of earlier months"),
    "monthly_wage": _("Wage of a full month"),
    "holiday_duty": _("Duty on statutory holidays"),
    "absence": _("Unpaid absence"),
    "wage_for_minimum": _("Pay that counts towards the minimum wage"),
    "topup": _("Top-up to the minimum wage"),
    "gross": _("Gross pay"),
    "penalty": _("Performance deduction"),
    "social_amount": _("Base of social insurance"),
    "housing_amount": _("Base of the housing fund"),
    "pension": _("Pension insurance"),
    "medical": _("Medical insurance"),
    "unemployment": _("Unemployment insurance"),
    "housing": _("Housing fund"),
    "employer_pension": _("Pension insurance, employer"),
    "employer_medical": _("Medical insurance, employer"),
    "employer_unemployment": _("Unemployment insurance, employer"),
    "employer_injury": _("Work injury insurance, employer"),
    "employer_housing": _("Housing fund, employer"),
    "insurance": _("Insurance and housing fund of the month"),
    "months_in_year": _("Months with a payslip this year"),
    "gross_in_year": _("Gross pay this year"),
    "insurance_in_year": _("Insurance and housing fund this year"),
    "special_in_year": _("Special deductions this year"),
    "taxable": _("Taxable income this year"),
    "iit": _("Income tax"),
    "tax_in_year": _("Income tax this year"),
    "net": _("Net pay"),
}

FACTS: dict[str, Words] = {
    "base_salary": _("base salary"),
    "employed": _("working days employed"),
    "workdays": _("working days of the month"),
    "plan": _("commission plan"),
    "net_sales": _("net completed sales"),
    "carry": _("sales carry from before"),
    "order_share": _("share of the order pool"),
    "guarantee_amount": _("guarantee"),
    "campaigns": _("campaigns owned"),
    "bonus_share": _("shares of the bonus pools"),
    "specials": _("approved specials"),
    "adjustments": _("approved adjustments"),
    "holiday_minutes": _("minutes on statutory days"),
    "unpaid_days": _("unpaid days"),
    "action": _("result of the month's points"),
    "insured": _("employed on the last day"),
    "social_base": _("declared social insurance base"),
    "housing_base": _("declared housing fund base"),
    "housing_rate": _("housing fund rate"),
    "special_deduction": _("special deduction of the month"),
    "months_before": _("months with a payslip before"),
    "gross_before": _("gross pay before"),
    "insurance_before": _("insurance and housing fund before"),
    "special_before": _("special deductions before"),
    "tax_before": _("income tax before"),
}

FORMULAS: dict[str, Words] = {
    "base": _("%(base_salary)s × %(employed)s ÷ %(workdays)s"),
    "meal": _("%(parameter_meal)s × %(employed)s ÷ %(workdays)s"),
    "comm_sales": _(
        "on the plan “percentage of sales”: %(parameter_sales_rate)s × (%(net_sales)s + %(carry)s), not below 0; plan: %(plan)s"
    ),
    "carry_after": _(
        "on the plan “percentage of sales” the negative rest of %(net_sales)s + %(carry)s, else the carry as it was; plan: %(plan)s"
    ),
    "comm_order": _("%(order_share)s, split by weight × days employed"),
    "guarantee": _(
        "on the plan “order pool”: %(guarantee_amount)s × %(employed)s ÷ %(workdays)s − %(comm_order)s, not below 0; plan: %(plan)s"
    ),
    "comm_target": _(
        "on the plan “campaign target”, for each campaign whose margin is at least %(parameter_campaign_multiple)s × its budget: "
        "%(parameter_target_rate)s × margin; campaign, margin, budget: %(campaigns)s; plan: %(plan)s"
    ),
    "bonus": _("%(bonus_share)s, split by weight among the eligible nominees"),
    "special": _("%(specials)s, paid as given"),
    "adjustment": _("%(adjustments)s, paid as given"),
    "monthly_wage": _("%(base_salary)s, or where it is 0 %(guarantee_amount)s"),
    "holiday_duty": _(
        "%(monthly_wage)s ÷ %(parameter_month_days)s × %(parameter_holiday_rate)s × %(holiday_minutes)s ÷ %(parameter_day_minutes)s"
    ),
    "absence": _("− %(monthly_wage)s ÷ %(parameter_month_days)s × %(unpaid_days)s, at most %(base)s + %(comm_order)s + %(guarantee)s"),
    "wage_for_minimum": _(
        "%(base)s + %(comm_sales)s + %(comm_order)s + %(guarantee)s + %(comm_target)s + %(bonus)s + %(special)s + %(adjustment)s + %(absence)s"
    ),
    "topup": _(
        "%(parameter_minimum_wage)s × (%(employed)s − %(unpaid_days)s) ÷ %(workdays)s − %(wage_for_minimum)s, not below 0; "
        "switched on: %(parameter_minimum_wage_topup)s"
    ),
    "gross": _("%(wage_for_minimum)s + %(meal)s + %(holiday_duty)s + %(topup)s"),
    "penalty": _(
        "for “penalty” %(parameter_penalty)s, for “severe” the larger of it and %(parameter_severe)s; at most %(parameter_penalty_cap)s × "
        "%(gross)s and not taking it below %(parameter_minimum_wage)s; result: %(action)s"
    ),
    "social_amount": _(
        "%(social_base)s within %(parameter_social_floor)s and %(parameter_social_cap)s, when employed on the last day: %(insured)s"
    ),
    "housing_amount": _(
        "%(housing_base)s within %(parameter_housing_floor)s and %(parameter_housing_cap)s, when employed on the last day: %(insured)s"
    ),
    "pension": _("%(social_amount)s × %(parameter_pension)s"),
    "medical": _("%(social_amount)s × %(parameter_medical)s"),
    "unemployment": _("%(social_amount)s × %(parameter_unemployment)s"),
    "housing": _("%(housing_amount)s × %(housing_rate)s"),
    "employer_pension": _("%(social_amount)s × %(parameter_employer_pension)s"),
    "employer_medical": _("%(social_amount)s × %(parameter_employer_medical)s"),
    "employer_unemployment": _("%(social_amount)s × %(parameter_employer_unemployment)s"),
    "employer_injury": _("%(social_amount)s × %(parameter_employer_injury)s"),
    "employer_housing": _("%(housing_amount)s × %(housing_rate)s"),
    "insurance": _("%(pension)s + %(medical)s + %(unemployment)s + %(housing)s"),
    "months_in_year": _("%(months_before)s + 1"),
    "gross_in_year": _("%(gross_before)s + %(gross)s"),
    "insurance_in_year": _("%(insurance_before)s + %(insurance)s"),
    "special_in_year": _("%(special_before)s + %(special_deduction)s"),
    "taxable": _("%(gross_in_year)s − %(parameter_iit_allowance)s × %(months_in_year)s − %(insurance_in_year)s − %(special_in_year)s"),
    "iit": _("%(taxable)s × rate − quick deduction by the table %(parameter_iit_brackets)s, − %(tax_before)s, not below 0"),
    "tax_in_year": _("%(tax_before)s + %(iit)s"),
    "net": _("%(gross)s − %(penalty)s − %(insurance)s − %(iit)s"),
}
