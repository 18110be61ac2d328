"""Forms of adjustments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.shell.form_fields import TEXT_MAX, AmountField, KeyedForm, MonthBox, PersonField, long_text
from payroll.lines.rules import PAYSLIP
from payroll.lines.words import LINES


class AdjustmentForm(KeyedForm):
    """A correction of a line of an approved month, paid in a later one."""

    employee = PersonField(label=_("Employee number"))
    corrects = MonthBox(label=_("Month that is corrected"))
    line = forms.ChoiceField(label=_("Line"), choices=lambda: [(f.name, LINES[f.name]) for f in PAYSLIP.newest().values() if f.money])
    month = MonthBox(label=_("Paid in"))
    amount = AmountField(label=_("Amount"), below_zero=True, help_text=_("Below zero takes back."))
    reason = long_text(_("Reason"))


class WithdrawForm(forms.Form):
    """Why an adjustment is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=TEXT_MAX)
