"""The form of a cost."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.shell.form_fields import TEXT_MAX, AmountField, KeyedForm, KeyField
from payroll.costs.models import CostKind


class CostForm(KeyedForm):
    """A cost of a month."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CostKind.choices)
    amount = AmountField(label=_("Amount"))
    campaign = KeyField(
        label=_("Campaign"), max_length=64, required=False, lookup=True, help_text=_("For promotion: which campaign, if one.")
    )
    note = forms.CharField(label=_("Note"), max_length=TEXT_MAX, required=False)
