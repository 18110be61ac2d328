"""Forms of people: who they are, their terms, when they leave, roles; and of departments."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.keys import plain_capitals
from csd.organisation.departments import all_departments
from csd.organisation.models import Department, DepartmentKind, Grade, Plan, Role, Seniority
from csd.shell.form_fields import REASON_MAX, AmountField, DayField, KeyField, NameField, PersonField, QuantityField, seen_field

_PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,30}", re.ASCII)
MANAGER_HELP = _("The employee number of whom this person reports to; empty for nobody.")


def clean_phone(text: str) -> str:
    """A phone number in plain digits, or nothing."""
    text = plain_capitals(text)
    if text and not _PHONE.fullmatch(text):
        raise forms.ValidationError(_("Enter a phone number in digits, such as 13800000000."))
    return text


class PersonForm(forms.Form):
    """Name, phone, line manager."""

    name = NameField(label=pgettext_lazy("person", "Name"), max_length=100)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    manager = PersonField(label=_("Line manager"), required=False, help_text=MANAGER_HELP)
    seen = seen_field()

    def clean_phone(self) -> str:
        """Digits."""
        return clean_phone(self.cleaned_data["phone"])


class NewPersonForm(forms.Form):
    """A person who comes."""

    employee_no = KeyField(
        label=_("Employee number"), max_length=32, capitals=True, help_text=_("Letters and digits; it stays theirs for good.")
    )
    name = NameField(label=pgettext_lazy("person", "Name"), max_length=100)
    hire_date = DayField(label=_("Hire date"))
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    manager = PersonField(label=_("Line manager"), required=False, help_text=MANAGER_HELP)

    def clean_phone(self) -> str:
        """Digits."""
        return clean_phone(self.cleaned_data["phone"])


class TermsForm(forms.Form):
    """Pay terms from a day on."""

    effective_from = DayField(label=_("Effective from"))
    department: forms.ModelChoiceField[Department] = forms.ModelChoiceField(queryset=None, label=_("Department"))
    position = forms.CharField(label=_("Position"), max_length=100, required=False)
    grade = forms.ChoiceField(label=_("Grade"), choices=Grade.choices)
    seniority = forms.ChoiceField(label=_("Seniority"), choices=Seniority.choices)
    base_salary = AmountField(
        label=_("Base salary"), help_text=_("Yuan a month; its range follows from department, grade and seniority (P1).")
    )
    plan = forms.ChoiceField(label=_("Commission plan"), choices=Plan.choices)
    guarantee = AmountField(
        label=_("Guarantee"), required=False, help_text=_("Only for the order pool: the least commission of a full month.")
    )
    weight = QuantityField(label=_("Weight"), max_digits=10, decimal_places=4, initial=1, help_text=_("In the order pool; 1 is usual."))
    social_base = AmountField(label=_("Social insurance base"), required=False, help_text=_("Empty: none is declared."))
    housing_base = AmountField(label=_("Housing fund base"), required=False, help_text=_("Empty: none is declared."))
    housing_rate = QuantityField(
        label=_("Housing fund rate"),
        required=False,
        max_value=1,
        max_digits=6,
        decimal_places=5,
        help_text=_("As a share, such as 0.07."),
    )
    special_deduction = AmountField(label=_("Special deduction per month"), initial=0)
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_MAX, required=False, help_text=_("Needed for a base outside its range; kept with the change.")
    )
    seen = seen_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (what it is, for the type checker)
        field.queryset = all_departments()

    def values(self) -> dict[str, Any]:
        """What becomes the terms."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("reason", "seen")}


class LeaveForm(forms.Form):
    """The last day of somebody's employment."""

    leave_date = DayField(label=_("Last day"), required=False, help_text=_("The last day of employment; empty takes it back."))
    seen = seen_field()


class RoleForm(forms.Form):
    """A role from a day on."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    since = DayField(label=_("From"))
    until = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def clean_role(self) -> Role:
        """The role itself."""
        return Role(self.cleaned_data["role"])


class RoleEndForm(forms.Form):
    """The last day of a role."""

    until = DayField(label=_("Last day"))
    seen = seen_field()


class DepartmentForm(forms.Form):
    """A department."""

    code = KeyField(label=_("Code"), max_length=32, capitals=True)
    name = NameField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=DepartmentKind.choices, help_text=_("Pools and base ranges go by it."))
    parent: forms.ModelChoiceField[Department] = forms.ModelChoiceField(queryset=None, label=_("Belongs to"), required=False)
    seen = seen_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (what it is, for the type checker)
        field.queryset = all_departments()
        code = self.fields["code"]
        assert isinstance(code, KeyField)  # noqa: S101 (likewise)
        code.kept = self.initial.get("code", "")
