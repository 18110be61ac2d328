"""Forms of the pages of pay runs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.months import Month

REASON_LENGTH_MAX = 2000


class MonthForm(forms.Form):
    """The month to compute."""

    month = forms.CharField(
        label=_("Month"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "2026-07", "size": 8}),
    )

    def clean_month(self) -> Month:
        """The month as a value; what to type instead where it is none."""
        text = self.cleaned_data["month"].strip()
        try:
            return Month.parse(text)
        except ValueError as error:
            raise forms.ValidationError(_("“%(text)s” is not a month like 2026-07."), params={"text": text}) from error


class StepForm(forms.Form):
    """A step of a run: the revision of the page it was decided on, and a reason where one is given."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2}))
