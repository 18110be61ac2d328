"""The form that hands over what somebody decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.inbox.models import Matters
from csd.organisation.models import LONGEST_NUMBER, Employee
from csd.organisation.standing import employee_by_number


class DelegationForm(forms.Form):
    """Who decides for me, what, from when to when, and why."""

    deputy = forms.CharField(label=_("Employee number of who decides for you"), max_length=LONGEST_NUMBER)
    matters = forms.ChoiceField(label=_("What is handed over"))
    since = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Why you are away"), max_length=200)

    def __init__(self, *args: Any, matters: Iterable[Matters], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].choices = [(value, label) for value, label in Matters.choices if value in set(matters)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["since"].initial = self.fields["until"].initial = today

    def clean_deputy(self) -> Employee:
        """The person of the number."""
        number = self.cleaned_data["deputy"].strip().upper()
        found = employee_by_number(number)
        if found is None:
            raise forms.ValidationError(_("There is nobody with the number “%(number)s”."), params={"number": number})
        return found
