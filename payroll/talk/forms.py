"""The form of a thread: what is said, to whom, or which question it answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.organisation.models import LONGEST_NUMBER
from csd.shell.form_fields import KeyedForm, KeyField
from payroll.talk.models import CommentKind
from payroll.talk.services import TEXT_LENGTH_MAX


class TalkForm(KeyedForm):
    """A comment, a question or an answer."""

    kind = forms.ChoiceField(choices=CommentKind.choices)
    text = forms.CharField(label=_("Text"), max_length=TEXT_LENGTH_MAX, widget=forms.Textarea(attrs={"rows": 2}))
    to = KeyField(label=_("Question to (employee number; empty: finance)"), max_length=LONGEST_NUMBER, required=False, lookup=True)
    answers = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)
