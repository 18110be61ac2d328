"""A paper: a template of templates/papers set with data, in the frame that all of them share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from csd import formats
from csd.lists.tables import Column
from csd.papers.typeset import typeset, typeset_apart

FONTS = [settings.BASE_DIR / "node_modules" / "@expo-google-fonts" / "noto-sans-sc" / weight for weight in ("400Regular", "700Bold")]
TEMPLATES = settings.BASE_DIR / "templates" / "papers"
# kinds of columns whose cells stand on the right, as on pages
FIGURES = frozenset({"money", "change", "number", "points", "days", "percent"})


@dataclass(frozen=True)
class Imprint:
    """What is printed beside the content: who printed it and when."""

    by: str
    at: datetime


def framed(title: str, imprint: Imprint, state: str = "", **words: Any) -> dict[str, Any]:
    """The words of the frame in the language in force; `state` is what the content is or which period it is about."""
    return {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "title": title,
        "state": state,
        "checksum": _("Checksum of the content (SHA-256)"),
        "printed": _("Printed by %(who)s, %(when)s") % {"who": imprint.by, "when": formats.moment(imprint.at)},
        **words,
    }


def sha256_of(content: Any) -> str:
    """The checksum of what a paper says: the same content has the same, whoever prints it and when."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def paper(name: str, data: Mapping[str, Any], words: Mapping[str, Any], *, apart: bool = False) -> bytes:
    """The PDF of a template by its name, with data that it knows and the words of its frame (`framed`).

    `apart` sets it in a process of its own, for documents of many pages. What people wrote goes in as data and is never markup.
    """
    given = json.dumps({**data, "words": words}, ensure_ascii=False)
    template = TEMPLATES / f"{name}.typ"
    return typeset_apart(template, given, FONTS) if apart else typeset(template, given, FONTS, tagged=True)


def table_paper(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], imprint: Imprint, *, period: str = "", boxes: Sequence[str] = ()
) -> bytes:
    """A table on paper, cells written as pages write them: a register of a period with boxes for its seal and signatures."""
    written = [[column.written(cell) for column, cell in zip(columns, row, strict=True)] for row in rows]
    heads = [{"label": str(column.label), "figures": column.kind in FIGURES} for column in columns]
    words = framed(
        title, imprint, period, empty=_("Nothing in this period."), boxes=list(boxes) or [_("Signature and date"), _("Seal of the company")]
    )
    content = {"columns": heads, "rows": written}
    return paper("table", {**content, "sha256": sha256_of([title, period, content])}, words)
