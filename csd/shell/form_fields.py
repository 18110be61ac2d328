"""Fields that forms share: a day, an amount, a person by number."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.organisation.models import Employee
from csd.organisation.standing import employee_by_number

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
TEXT_MAX = 20_000
REASON_MAX = 500


class DayField(forms.DateField):
    """A day like 2026-07-31, between 1950 and 2100."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()})
        invalid = {"invalid": _("Enter a day like 2026-07-31.")}
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d"], "error_messages": invalid, **options})

    def validate(self, value: Any) -> None:
        """Between the limits."""
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(_("Enter a day between 1950 and 2100."))


class AmountField(forms.DecimalField):
    """Yuan from 0, two places."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 14, "decimal_places": 2, **options})
        self.widget.attrs.update({"inputmode": "decimal", "step": "0.01"})


class PersonField(forms.CharField):
    """A person by employee number, which is what everybody knows and no list of 100,000 has to be sent for."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(**{"max_length": 32, "widget": forms.TextInput(attrs=attrs), **options})

    def clean(self, value: Any) -> Employee | None:  # type: ignore[override]  # a person instead of the text
        """The person; what to type instead where there is none."""
        text = unicodedata.normalize("NFKC", super().clean(value) or "").strip()
        if not text:
            return None
        found = employee_by_number(text) or employee_by_number(text.upper())
        if found is None:
            raise forms.ValidationError(_("Nobody has the number %(number)s. Look it up under People."), params={"number": text})
        return found

    def prepare_value(self, value: Any) -> Any:
        """A person by number."""
        return value.employee_no if isinstance(value, Employee) else value


def seen_field() -> forms.CharField:
    """The stamp of the record that the form was opened on (csd.history.stamps)."""
    return forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


def long_text(label: Any, **options: Any) -> forms.CharField:
    """A text of several lines."""
    rows = options.pop("rows", 4)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **{"max_length": TEXT_MAX, **options})
