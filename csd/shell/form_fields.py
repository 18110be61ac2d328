"""The fields of every form, each once: key, person by number, name, month, day, amount, quantity; and the form that is sent only once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.formats import shown
from csd.keys import Unfit, clean_key, clean_name
from csd.lists.typed import a_month
from csd.months import Month
from csd.organisation.key_words import SENTENCE, reason_of
from csd.organisation.models import LONGEST_NUMBER, Employee
from csd.organisation.standing import employee_typed

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
TEXT_MAX, REASON_MAX, KEY_MAX = 2000, 500, 64
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
    """Yuan from 0, two places; with `below_zero` also less."""

    def __init__(self, *, below_zero: bool = False, **options: Any) -> None:
        least = {} if below_zero else {"min_value": 0}
        super().__init__(**{**least, "max_digits": 14, "decimal_places": 2, **options})
        self.widget.attrs.update({"inputmode": "decimal", "step": "0.01"})


class QuantityField(FigureField):
    """A quantity or a weight from 0, three places unless it says otherwise."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 3, **options})
        self.widget.attrs["inputmode"] = "decimal"


class MonthBox(forms.CharField):
    """A month like 2026-07."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "2026-07", "size": 8}
        super().__init__(**{"label": _("Month"), "max_length": 40, "widget": forms.TextInput(attrs=attributes), **options})

    def clean(self, value: Any) -> Month:
        """The month as a value; what to type instead where it is not a month."""
        text = super().clean(value).strip()
        month = a_month(text)
        if not month:
            raise forms.ValidationError(_("“%(text)s” is not a month like 2026-07."), params={"text": text})
        return Month.parse(month)


class KeyField(forms.CharField):
    """The number or code of something, by the rule that files are read by (csd.keys).

    With `capitals` small letters become capitals. With `lookup` it is that of something that exists: what was typed stays, for the
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
            sentence = _("There is nobody with the number “%(number)s”. Look it up under People.")
            raise forms.ValidationError(sentence, params={"number": shown(text)})
        return found

    def prepare_value(self, value: Any) -> Any:
        """A person by number."""
        return value.employee_no if isinstance(value, Employee) else value


class KeyedForm(forms.Form):
    """A form that is sent once: the same key again is the same entry."""

    key = forms.CharField(max_length=KEY_MAX, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex


def seen_field() -> forms.CharField:
    """The stamp of the record that the form was opened on (csd.history.stamps)."""
    return forms.CharField(max_length=KEY_MAX, required=False, widget=forms.HiddenInput)


def long_text(label: Any, *, rows: int = 2, **options: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **{"max_length": TEXT_MAX, **options})
