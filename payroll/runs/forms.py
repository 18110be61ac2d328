"""Forms of the pages of pay runs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.shell.form_fields import TEXT_MAX, MonthBox


class MonthForm(forms.Form):
    """The month to compute."""

    month = MonthBox()


class StepForm(forms.Form):
    """A step of a run: the revision of the page it was decided on, and a reason where one is given."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2}))
