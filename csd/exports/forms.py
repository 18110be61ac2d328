"""The form of an export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from csd.exports.listings import FORMATS
from csd.exports.registry import KINDS, ExportKind
from csd.organisation.standing import Standing
from csd.shell.form_fields import MonthBox


class ExportForm(forms.Form):
    """An export of a month: `what` is a kind with its format, as `payslips:xlsx`."""

    field_order = ("what", "month")
    month = MonthBox()

    def __init__(self, who: Standing, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered = [
            (f"{kind.name}:{format}", gettext("%(what)s (%(format)s)") % {"what": kind.words, "format": FORMATS.get(format, format)})
            for kind in KINDS.values()
            if kind.fields and who.employed and kind.seen_by(who, {})
            for format in kind.makers
        ]
        self.fields["what"] = forms.ChoiceField(label=_("What"), choices=self._offered)

    @property
    def offers(self) -> bool:
        """Whether there is anything this person may export here."""
        return bool(self._offered)

    def may_have(self, what: str) -> bool:
        """Whether a kind and format are among those that this person may have."""
        return what in dict(self._offered)

    @property
    def chosen(self) -> tuple[ExportKind, str]:
        """The kind and the format of a valid form."""
        name, _colon, format = self.cleaned_data["what"].partition(":")
        return KINDS[name], format
