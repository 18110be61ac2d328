"""How a file is handed to a browser: a type it does not guess about, and a name in any language (RFC 6266)."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import quote

from csd.months import SHANGHAI

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
NAME_LENGTH_MAX = 80
# what no file system and no header should see; marks that turn the direction of text hide the real ending
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\\/:*?\"<>|%;\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def content_type(format: str) -> str:
    """The type of a format."""
    return TYPES.get(format, "application/octet-stream")


def file_name(title: str, at: datetime, format: str) -> str:
    """`Payslips 2026-07 20260915-1004.xlsx`: words, when it was asked for, the ending."""
    words = " ".join(_UNFIT.sub(" ", title).split()).strip(". ")[:NAME_LENGTH_MAX] or "export"
    return f"{words} {at.astimezone(SHANGHAI):%Y%m%d-%H%M}.{format}"


def header(name: str) -> str:
    """Content-Disposition: always an attachment; the plain name for old programs, the real one for all others."""
    plain = re.sub(r"[^A-Za-z0-9 ._-]+", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
