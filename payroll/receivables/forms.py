"""The form of a settlement."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from csd.shell.form_fields import AmountField, DayField, KeyedForm, long_text


class SettlementForm(KeyedForm):
    """What was settled of a receivable."""

    amount = AmountField(label=_("Amount settled"), below_zero=True, help_text=_("Below zero takes back what was recorded wrongly."))
    settled_on = DayField(label=_("On"))
    note = long_text(_("How it was settled"), help_text=_("Cash, bank transfer, agreed to be waived …"))
