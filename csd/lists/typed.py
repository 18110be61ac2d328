"""What is typed into the filters of lists: a number, an order, a percentage, a month; nonsense counts as nothing."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from csd.months import Month

_PERCENT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,2})?", re.ASCII)
YEARS = range(1900, 3000)


def a_code(text: str) -> str:
    """An employee number, order number or name as it is written, full-width characters as plain ones."""
    return unicodedata.normalize("NFKC", text).strip()[:64]


def a_percentage(text: str) -> str:
    """`20`, `12.5`, `20 %`."""
    plain = unicodedata.normalize("NFKC", text).replace("%", "").strip()
    return str(Decimal(plain)) if _PERCENT.fullmatch(plain) else ""


def a_month(text: str) -> str:
    """`2026-07`."""
    try:
        month = Month.parse(unicodedata.normalize("NFKC", text).strip())
    except ValueError:
        return ""
    return str(month) if month.year in YEARS else ""
