"""The form that hands over what somebody decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.inbox.models import Matters
from csd.shell.form_fields import DayField, PersonField


class DelegationForm(forms.Form):
    """Who decides for me, what, from when to when, and why."""

    deputy = PersonField(label=_("Employee number of who decides for you"))
    matters = forms.ChoiceField(label=_("What is handed over"))
    since = DayField(label=_("First day"))
    until = DayField(label=_("Last day"))
    reason = forms.CharField(label=_("Why you are away"), max_length=200)

    def __init__(self, *args: Any, matters: Iterable[Matters], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].choices = [(value, label) for value, label in Matters.choices if value in set(matters)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["since"].initial = self.fields["until"].initial = today
