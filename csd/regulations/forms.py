"""Forms of regulations and proposals (docs/rulebook.md O5)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.regulations.models import ProposalKind
from csd.shell.form_fields import DayField, PersonField, long_text


class VersionForm(forms.Form):
    """A version of a regulation."""

    title = forms.CharField(label=_("Title"), max_length=200)
    effective_from = DayField(label=_("Effective from"))
    text = long_text(_("Text"), rows=16, max_length=200_000)
    consulted = long_text(
        _("How staff were consulted"),
        rows=4,
        max_length=5000,
        help_text=_("When and how the draft was discussed, with whom, and what came of it. Staff read it beside the text."),
    )


class ProposalForm(forms.Form):
    """What a manager proposes about somebody."""

    kind = forms.ChoiceField(label=_("What you propose"), choices=ProposalKind.choices)
    employee = PersonField(label=_("Employee number"))
    what = forms.CharField(label=_("In one line"), max_length=200, help_text=_("Such as: 200 yuan for the recovered order of 12 July."))
    reason = long_text(_("Reason"), rows=4, max_length=5000)
    token = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_kind(self) -> ProposalKind:
        """The kind itself."""
        return ProposalKind(self.cleaned_data["kind"])


class DecisionForm(forms.Form):
    """The general manager's answer."""

    answer = forms.ChoiceField(choices=[("accept", _("Accept")), ("refuse", _("Refuse"))])
    reason = long_text(_("Reason"), required=False, rows=3, max_length=5000, help_text=_("Needed to refuse."))
