"""Forms of the shell."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.keys import plain_capitals
from csd.organisation.models import LONGEST_NUMBER
from csd.shell.form_fields import KeyField

PASSWORD_MAX, CODE_MAX = 1024, 40


def _password(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=PASSWORD_MAX, strip=False, widget=widget, **options)


def _code(label: Any, **options: Any) -> forms.CharField:
    typed = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(label=label, max_length=CODE_MAX, widget=forms.TextInput(attrs=typed), **options)


class SignInForm(forms.Form):
    """Number and password."""

    login = KeyField(label=_("Employee number or phone"), max_length=LONGEST_NUMBER, lookup=True)
    password = _password(_("Password"), "current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = {"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        self.fields["login"].widget.attrs.update(typed)


class CodeForm(forms.Form):
    """A code of the app, or one of the recovery codes."""

    code = _code(_("Code"))

    def clean_code(self) -> str:
        """The code in one form."""
        return plain_capitals(self.cleaned_data["code"])


class ProveForm(forms.Form):
    """Who it is, once more: password or code."""

    password = _password(_("Password"), "current-password", required=False)
    code = _code(_("Or a code of the app"), required=False)

    def clean_code(self) -> str:
        """The code in one form."""
        return plain_capitals(self.cleaned_data["code"])


class NewPasswordForm(forms.Form):
    """A password, twice."""

    new = _password(
        _("New password"),
        "new-password",
        help_text=_("At least 12 characters, without your name or numbers: a few words that come to your mind."),
    )
    again = _password(_("The same once more"), "new-password")

    def clean_again(self) -> str:
        """Twice the same."""
        if self.cleaned_data.get("new") != self.cleaned_data["again"]:
            raise forms.ValidationError(_("Type the same password in both fields."))
        return str(self.cleaned_data["again"])


class PasswordForm(NewPasswordForm):
    """The old password and the new one, twice."""

    old = _password(_("Old password"), "current-password")
    field_order = ["old", "new", "again"]


class ReasonForm(forms.Form):
    """Why somebody asks for a decision."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
