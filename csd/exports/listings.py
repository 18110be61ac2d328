"""The two lists about exports: one's own, and the log of everybody's for whoever watches over it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csd.access.permissions import may
from csd.exports.models import Export, ExportLog, ExportState
from csd.exports.registry import scope_in_words, title_in_words
from csd.formats import Words
from csd.lists.declared import Filter, Listing, Row
from csd.lists.querysets import keys_of
from csd.lists.tables import Column, Link

FORMATS: Mapping[str, Words] = {"xlsx": _("Excel"), "csv": "CSV", "pdf": "PDF"}
_EVENTS = dict(ExportLog.Event.choices)
_STATES = dict(ExportState.choices)


def _parameters(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["parameters"]) if isinstance(row["parameters"], str) else row["parameters"]
    return found


def _title(row: Row) -> str:
    return title_in_words(row["kind"], _parameters(row), row["title"])


MINE = Listing(
    "exports",
    _("My exports"),
    lambda who: who.employed,
    lambda who, arguments: Export.objects.filter(owner=who.employee).values(
        "id", "title", "kind", "parameters", "format", "state", "rows", "asked_at", "expires_at"
    ),
    (
        Column(_("Export"), key="title"),
        Column(_("Format"), key="format", words=FORMATS),
        Column(_("State"), key="state", words=_STATES),
        Column(_("Rows"), "number", key="rows", minor=True),
        Column(_("Asked for"), "moment", key="asked_at", minor=True),
        Column(_("Kept until"), "moment", key="expires_at", minor=True),
    ),
    {"newest": keys_of(Export, "id")},
    links={"title": lambda row: Link(_title(row), reverse("export", kwargs={"export_id": row["id"]}))},
    empty=(_("No exports yet"), _("What you export is kept here for some days.")),
    descending=True,
)
LOG = Listing(
    "export-log",
    _("Log of exports"),
    lambda who: may(who, "export.watch"),
    lambda who, arguments: ExportLog.objects.values(
        "id", "at", "event", "who_was", "kind", "title", "scope", "parameters", "format", "rows", "sha256"
    ),
    (
        Column(_("When"), "moment", key="at"),
        Column(_("Who"), key="who_was"),
        Column(_("What happened"), key="event", words=_EVENTS),
        Column(_("Export"), key="title"),
        Column(_("Scope"), key="scope"),
        Column(_("Format"), key="format", words=FORMATS),
        Column(_("Rows"), "number", key="rows"),
        Column(_("Checksum (SHA-256)"), key="sha256", minor=True),
    ),
    {"newest": keys_of(ExportLog, "id")},
    search=("who_was", "title", "sha256"),
    search_label=_("Person, export or checksum"),
    filters=(Filter("event", _("What happened"), _EVENTS, "event = %(filter_event)s", chips=True),),
    links={"title": _title, "scope": lambda row: scope_in_words(row["kind"], _parameters(row), row["scope"])},
    empty=(_("Nothing was exported yet"), ""),
    descending=True,
)
