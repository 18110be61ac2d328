"""Editing what somebody else may have changed meanwhile: a form carries the stamp of the record it was opened on.

A service compares it under the record's lock. The refusal says who changed what; the form keeps what was typed and carries the
new stamp, so that sending it once more is a decision made knowing that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop as _

from csd import formats
from csd.errors import Refused
from csd.history.changes import Change, changes_of


def stamp(record: models.Model, fields: Iterable[str]) -> str:
    """A short mark of the values of a record's fields: another mark means other values."""
    columns: list[Any] = [record._meta.get_field(name) for name in fields]
    values = [str(getattr(record, column.attname)) for column in columns]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:24]


def same(record: models.Model, values: Mapping[str, Any]) -> bool:
    """Whether a record has these values already, so that sending a form twice has no second effect."""
    return all(getattr(record, name) == value for name, value in values.items())


def refuse_changed(record: models.Model, seen: str, fields: Sequence[str]) -> None:
    """Refused when a record is no longer what somebody saw."""
    if seen == stamp(record, fields):
        return
    last = changes_of(type(record), [record.pk], fields)[:1]
    raise Refused(
        "changed_meanwhile",
        _("Nothing was saved: meanwhile %(who)s changed this (%(what)s). What you typed is kept below; save once more if it still holds."),
        who=last[0].who if last else "–",
        what="; ".join(_in_words(change) for change in last) or "–",
    )


def _in_words(change: Change) -> str:
    parts = [f"{label}: {before} → {after}" for label, before, after in change.fields]
    return f"{formats.moment(change.at)}, {', '.join(parts)}"
