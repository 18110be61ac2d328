"""Forms of policy and calendar."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.regulations.models import RegulationVersion
from csd.regulations.selectors import all_versions
from csd.shell.form_fields import DayField, seen_field

# as long as a hash at most
MARK_MAX = 64


class PolicyForm(forms.Form):
    """A value of a parameter from a day on. `looked` says that what it touches was shown."""

    value = forms.CharField(label=_("Value"), max_length=1000, required=False)
    effective_from = DayField(label=_("Effective from"), help_text=_("It holds for every month whose first day is not earlier."))
    agreed_in: forms.ModelChoiceField[RegulationVersion] = forms.ModelChoiceField(queryset=None, label=_("Agreed in"), required=False)
    seen = seen_field()
    looked = forms.CharField(max_length=MARK_MAX, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, needs_regulation: bool, long: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_regulation:
            del self.fields["agreed_in"]
        else:
            field = self.fields["agreed_in"]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (what it is, for the type checker)
            field.queryset = all_versions()
            field.help_text = _("The version of the regulations that agrees the amount (P13).")
        if long:
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 4})

    def clean_value(self) -> str:
        """Without what a phone's keyboard adds around it."""
        text: str = self.cleaned_data["value"].strip()
        return text

    @property
    def agreed(self) -> RegulationVersion | None:
        """The version that agrees it."""
        return self.cleaned_data.get("agreed_in")

    @property
    def mark(self) -> str:
        """What was looked at: another value or day has to be looked at again."""
        given = f"{self.cleaned_data['effective_from']} {self.cleaned_data['value']}"
        return given if len(given) <= MARK_MAX else hashlib.sha256(given.encode()).hexdigest()
