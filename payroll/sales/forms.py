"""Forms of sales and campaigns."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from csd.shell.form_fields import AmountField, DayField, KeyedForm, KeyField, PersonField, QuantityField
from payroll.sales.services import SaleLine


class SaleForm(KeyedForm):
    """A line of the daily report; without a number it is one's own."""

    agent = PersonField(label=_("Agent's number"), required=False, help_text=_("Empty for your own report."))
    order_no = KeyField(label=_("Order number"), max_length=64)
    date = DayField(label=_("Date"))
    product = forms.CharField(label=_("Product"), max_length=200, required=False)
    quantity = QuantityField(label=_("Quantity"), initial=1)
    amount = AmountField(label=_("Amount"))
    cost = AmountField(label=_("Product cost"), initial=0)
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

    day = DayField(label=_("Given back on"))
    amount = AmountField(label=_("Amount given back"), min_value=Decimal("0.01"))
    cost = AmountField(label=_("Product cost that came back"), initial=0)


class CampaignForm(forms.Form):
    """A campaign of a month."""

    code = KeyField(label=_("Campaign"), max_length=64)
    owner = PersonField(label=_("Owner's number"))
    budget = AmountField(label=_("Budget"), help_text=_("The target is met when the margin is at least ten times this."))
