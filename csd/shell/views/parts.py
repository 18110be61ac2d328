"""The parts pages are made of, each once, in their states: for whoever builds or changes one. In development only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from csd.access.asking import asker
from csd.database.rows import Query
from csd.history.changes import Change
from csd.lists.declared import Filter, Listing
from csd.lists.listing import listed
from csd.lists.paging import Key
from csd.lists.tables import Column, Link, Table
from csd.lists.views import page_of_list
from csd.organisation.standing import Standing
from csd.shell.form_fields import AmountField, DayField, KeyField, long_text

_ROWS = """
    SELECT n AS id, 'S' || n AS number, CASE n %% 2 WHEN 0 THEN '王小明' ELSE '李小红' END AS name, (n * 1234.5)::numeric(12, 2) AS amount,
           (10 - n %% 7 / 2.0)::numeric(3, 1) AS points, date '2026-07-01' + n AS day, CASE n %% 2 WHEN 0 THEN 'even' ELSE 'odd' END AS kind
    FROM generate_series(1, 60) n
"""


def _anybody(who: Standing) -> bool:
    return settings.CSD_PARTS


SAMPLE = Listing(
    "parts-sample",
    _("A list"),
    _anybody,
    lambda who, arguments: Query(_ROWS),
    (
        Column(_("Employee number"), key="number", sort="number"),
        Column(pgettext_lazy("person", "Name"), key="name"),
        Column(_("Amount"), "money", key="amount", sort="amount"),
        Column(_("Points"), "points", key="points", minor=True),
        Column(_("Day"), "day", key="day", minor=True),
    ),
    {"number": (Key("id", "bigint"),), "amount": (Key("amount", "numeric"), Key("id", "bigint"))},
    search=("number", "name"),
    filters=(
        Filter("kind", _("Kind"), {"even": _("Even"), "odd": _("Odd")}, "kind = %(filter_kind)s", chips=True),
        Filter("name", pgettext_lazy("person", "Name"), {"王小明": "王小明", "李小红": "李小红"}, "name = %(filter_name)s"),
    ),
    links={"number": lambda row: Link(row["number"], "#explained")},
    empty=(_("Nobody here"), _("Take a filter away to see more.")),
)


class SampleForm(forms.Form):
    """A field of each kind; one of them wrong."""

    number = KeyField(max_length=32, label=_("Employee number"), help_text=_("As on the badge."))
    amount = AmountField(label=_("Amount"))
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("even", _("Even")), ("odd", _("Odd"))])
    reason = long_text(_("Reason"))


@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """Every part, filled and empty."""
    asker(request)
    if not settings.CSD_PARTS:
        raise Http404
    found = page_of_list(request, SAMPLE)
    found.table.ticks = True
    return render(request, "csd/parts.html", {"listed": found, "nothing": listed(SAMPLE, found.who, {"find": "nobody"}), **_samples()})


def _samples() -> dict[str, Any]:
    now = timezone.now()
    form = SampleForm({"number": "S1", "amount": "twelve", "day": "2026-07-31", "kind": "odd", "reason": ""})
    return {
        "form": form,
        "bulk": {"url": "#", "acts": [("yes", _("Agree")), ("no", _("Refuse"))]},
        "steps": [(_("Draft"), "done"), (_("Computed"), "now"), (_("Approved"), ""), (_("Paid"), "")],
        "changes": _changes(now),
        "now": now,
        "small_table": Table(
            (Column(_("Day"), "day"), Column(_("Amount"), "money")), [(date(2026, 7, 31), Decimal("-12.5"))], total=("", Decimal(0))
        ),
    }


def _changes(now: datetime) -> list[Change]:
    amounts = [(str(_("Commission")), "1,200.00", "1,260.00")]
    return [
        Change(2, now, "王小明", "update", amounts, str(_("payslip")), note=str(_("Checked against the bank's list."))),
        Change(1, now, "李小红", "insert", [(str(_("Amount")), "", "1,200.00")], str(_("payslip"))),
    ]
