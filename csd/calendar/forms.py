"""The form of a day of the calendar."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.calendar.models import DayKind
from csd.shell.form_fields import seen_field


class DayForm(forms.Form):
    """What a day is."""

    kind = forms.ChoiceField(label=_("Kind of day"), choices=[("", _("As the library has it")), *DayKind.choices], required=False)
    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False, help_text=_("The notice or decision it comes from."))
    seen = seen_field()
