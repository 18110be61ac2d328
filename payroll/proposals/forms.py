"""Forms of nominations and special rewards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.shell.form_fields import TEXT_MAX, AmountField, KeyedForm, PersonField, QuantityField, long_text
from payroll.proposals.models import PoolName
from payroll.proposals.selectors import departments


class PlacesForm(forms.Form):
    """How many of a department may be named for a pool."""

    pool = forms.ChoiceField(label=_("Pool"), choices=PoolName.choices)
    department = forms.ChoiceField(label=_("Department"))
    places = forms.IntegerField(label=_("Places"), min_value=0, max_value=9999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(department.pk): department for department in departments()}
        choice = self.fields["department"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (for the type checker)
        choice.choices = [(key, str(department)) for key, department in self.known.items()]

    def clean_department(self) -> object:
        """The department itself."""
        return self.known[self.cleaned_data["department"]]


class NominationForm(KeyedForm):
    """Somebody named for a pool."""

    pool = forms.ChoiceField(label=_("Pool"), choices=PoolName.choices)
    employee = PersonField(label=_("Employee number"))
    weight = QuantityField(label=_("Weight"), max_digits=9, decimal_places=4, initial=1, help_text=_("The pool is split by weight."))
    reason = long_text(_("Why"))


class SpecialForm(KeyedForm):
    """A special reward for somebody."""

    employee = PersonField(label=_("Employee number"))
    amount = AmountField(label=_("Amount"))
    reason = long_text(_("Why"), help_text=_("What was achieved, recovered or set as an example."))


class DecisionForm(forms.Form):
    """A decision on a proposal."""

    decision = forms.ChoiceField(choices=[("agree", "agree"), ("refuse", "refuse")])
    reason = forms.CharField(max_length=TEXT_MAX, required=False)
