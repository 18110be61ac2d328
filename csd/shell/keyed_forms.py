"""Fields that several forms of payroll have: a month, an amount, a day, and the key that makes sending twice once."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.lists.typed import a_month
from csd.months import Month
from csd.shell.form_fields import DayField, FigureField

TEXT_LENGTH_MAX = 2000


class MonthBox(forms.CharField):
    """A month like 2026-07."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "2026-07", "size": 8}
        super().__init__(**{"label": _("Month"), "max_length": 40, "widget": forms.TextInput(attrs=attributes), **options})

    def clean(self, value: Any) -> Month:
        """The month as a value."""
        text = super().clean(value).strip()
        month = a_month(text)
        if not month:
            raise forms.ValidationError(_("“%(text)s” is not a month like 2026-07."), params={"text": text})
        return Month.parse(month)


class KeyedForm(forms.Form):
    """A form that is sent once: the same key again is the same entry."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields people fill in."""
        return self.visible_fields()


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """Yuan with two decimals."""
    return FigureField(label=label, **{"max_digits": 12, "decimal_places": 2, "localize": False, **options})


def words_field(label: Any, *, rows: int = 2, **options: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, **{"max_length": TEXT_LENGTH_MAX, "widget": forms.Textarea(attrs={"rows": rows}), **options})


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A date, chosen or typed."""
    return DayField(label=label, **options)
