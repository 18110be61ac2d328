"""Forms of sales and campaigns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.shell.form_fields import FigureField, KeyField, PersonField
from csd.shell.keyed_forms import KeyedForm, amount_field, day_field
from payroll.sales.services import SaleLine


class SaleForm(KeyedForm):
    """A line of the daily report; without a number it is one's own."""

    agent = PersonField(label=_("Agent's number"), required=False, help_text=_("Empty for your own report."))
    order_no = KeyField(label=_("Order number"), max_length=64)
    date = day_field(_("Date"))
    product = forms.CharField(label=_("Product"), max_length=200, required=False)
    quantity = FigureField(label=_("Quantity"), max_digits=12, decimal_places=3, min_value=0, initial=1)
    amount = amount_field(_("Amount"), min_value=0)
    cost = amount_field(_("Product cost"), min_value=0, initial=0)
    customer = forms.CharField(label=_("Customer"), max_length=200, required=False)
    campaign = KeyField(label=_("Campaign"), max_length=64, required=False, lookup=True)

    def line(self) -> SaleLine:
        """What was typed, as the service takes it."""
        given = self.cleaned_data
        parts = {name: given[name] for name in ("order_no", "amount", "cost", "quantity", "product", "customer", "campaign")}
        return SaleLine(day=given["date"], **parts)


class StatusForm(forms.Form):
    """A change of state: to what, and what it was on the page."""

    to = forms.CharField(max_length=16, widget=forms.HiddenInput)
    was = forms.CharField(max_length=16, widget=forms.HiddenInput)


class ReturnForm(KeyedForm):
    """Goods of an order that came back."""

    day = day_field(_("Given back on"))
    amount = amount_field(_("Amount given back"), min_value=Decimal("0.01"))
    cost = amount_field(_("Product cost that came back"), min_value=0, initial=0)


class CampaignForm(forms.Form):
    """A campaign of a month."""

    code = KeyField(label=_("Campaign"), max_length=64)
    owner = PersonField(label=_("Owner's number"))
    budget = amount_field(_("Budget"), min_value=0, help_text=_("The target is met when the margin is at least ten times this."))

    @property
    def shown(self) -> list[Any]:
        """The fields people fill in."""
        return self.visible_fields()
