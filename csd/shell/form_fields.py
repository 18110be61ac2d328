"""Fields that forms share: a day, a figure, a key, a name, a person by number."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.formats import shown
from csd.keys import Unfit, clean_key, clean_name
from csd.organisation.key_words import SENTENCE, reason_of
from csd.organisation.models import LONGEST_NUMBER, Employee
from csd.organisation.standing import employee_typed

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
TEXT_MAX = 20_000
REASON_MAX = 500
_CHINESE_DAY = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日?")
_FIGURE = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
# a phone's keyboard writes capitals by itself, and nothing is put right behind one's back
AS_TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class DayField(forms.DateField):
    """A day like 2026-07-31, between 1950 and 2100; 2026年7月31日 means the same, and no order of day and month is guessed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()})
        invalid = {"invalid": _("Enter a day like 2026-07-31.")}
        super().__init__(**{"widget": widget, "input_formats": ["%Y-%m-%d"], "error_messages": invalid, **options})

    def to_python(self, value: Any) -> date | None:
        """The day, also of full-width figures."""
        if isinstance(value, str):
            value = normalize("NFKC", value).strip()
            found = _CHINESE_DAY.fullmatch(value)
            value = "-".join(found.groups()) if found else value
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        """Between the limits."""
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(_("Enter a day between 1950 and 2100."))


class FigureField(forms.DecimalField):
    """A number in figures, as files have it: no exponent, no figures of other scripts. Those of a Chinese keyboard are plain ones."""

    def to_python(self, value: Any) -> Any:
        """The number."""
        if isinstance(value, str):
            value = normalize("NFKC", value).strip()
            if value and not _FIGURE.fullmatch(value):
                raise forms.ValidationError(_("Enter a number in figures, such as 1234.50."))
        return super().to_python(value)


class AmountField(FigureField):
    """Yuan from 0, two places."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 14, "decimal_places": 2, **options})
        self.widget.attrs.update({"inputmode": "decimal", "step": "0.01"})


class KeyField(forms.CharField):
    """The number or code of something, by the rule that files are read by (csd.keys).

    With `capitals` small letters become capitals. With `lookup` it is that of something that is there: what was typed stays, for the
    service finds it in any spelling. `kept` is a key that may be sent back as it is: it is older than the rule.
    """

    def __init__(self, *, capitals: bool = False, lookup: bool = False, **options: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs=AS_TYPED), **options})
        self._capitals, self._lookup, self.kept = capitals, lookup, ""

    def to_python(self, value: Any) -> str:
        """The key in its plain form."""
        text = super().to_python(value) or ""
        if self._lookup or not text or text == self.kept.strip():
            return self.kept if text and text == self.kept.strip() else text
        key = _by_rule(clean_key, text, self.max_length)
        return key.upper() if self._capitals else key


class NameField(forms.CharField):
    """The name of a person or of something: with a sign that one can see, and without any that steers the page."""

    def to_python(self, value: Any) -> str:
        """The name without what cannot be seen."""
        text = super().to_python(value) or ""
        return _by_rule(clean_name, text, self.max_length) if text else ""


def _by_rule(rule: Callable[[str, int], str], text: str, limit: int | None) -> str:
    try:
        return rule(text, limit or TEXT_MAX)
    except Unfit as unfit:
        raise forms.ValidationError(_(SENTENCE), params={"reason": reason_of(unfit)}) from unfit


class PersonField(KeyField):
    """A person by employee number, which is what everybody knows and no list of 100,000 has to be sent for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(lookup=True, **{"max_length": LONGEST_NUMBER, **options})

    def clean(self, value: Any) -> Employee | None:  # type: ignore[override]  # a person instead of the text
        """The person; what to type instead where there is none."""
        text = super().clean(value)
        if not text:
            return None
        found = employee_typed(text)
        if found is None:
            raise forms.ValidationError(_("There is nobody with the number “%(number)s”."), params={"number": shown(text)})
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
