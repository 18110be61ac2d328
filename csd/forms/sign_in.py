"""Forms of the shell."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.services.sign_in import LONGEST_NUMBER


class SignInForm(forms.Form):
    """Number and password."""

    login = forms.CharField(label=_("Employee number"), max_length=LONGEST_NUMBER)
    password = forms.CharField(label=_("Password"), max_length=1024, strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = {"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        self.fields["login"].widget.attrs.update(typed)
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"

    def clean_login(self) -> str:
        """The number without what a phone's keyboard adds: full-width digits count as plain ones."""
        return unicodedata.normalize("NFKC", self.cleaned_data["login"]).strip().upper()[:LONGEST_NUMBER]
