"""What is typed into the filters of lists: a number, an order, a percentage, a month; nonsense counts as nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from csd.keys import spellings
from csd.months import Month

_PERCENT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,2})?", re.ASCII)
YEARS = range(1900, 3000)


def a_code(text: str) -> str:
    """An employee or order number as it was typed; a list looks for it in every spelling (`spelled`)."""
    return text.strip()[:64] if spellings(text) else ""


def spelled(name: str) -> Callable[[str, Mapping[str, Any]], Mapping[str, Any]]:
    """What a filter by a code looks for, as `%(NAME)s`: the key that was typed in every spelling it may be stored in."""
    return lambda typed, _values: {name: list(spellings(typed))}


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
