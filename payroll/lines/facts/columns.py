"""Columns and keys that the tables of several facts share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from csd.lists.paging import Key
from csd.lists.tables import Column

BY_ID = (Key("k1", "bigint"),)
BY_NUMBER = (Key("k1"),)
BY_DAY = (Key("k1", "date"), Key("k2", "bigint"))
PERSON = (Column(_("Employee number")), Column(pgettext_lazy("person", "Name")))
AMOUNTS = (Column(_("Amount"), "money"), Column(_("Product cost"), "money"))
