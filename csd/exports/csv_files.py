"""Tables as CSV for people: UTF-8 with the byte order mark that spreadsheet programs look for, as docs/formats.md has it.

Dates `2026-07-31`, times `2026-07-31 08:00:00` in Shanghai, money `1234.50`, empty = none. Codes are the words that the page shows.
Text that a spreadsheet would take for a formula, because it begins with `= + - @`, a tab or a line end, gets an apostrophe before
it: CSV has no other way to say that a cell is text. The XLSX file of the same table has the text as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from csd import formats
from csd.exports.registry import Moved
from csd.exports.sheets import Sheet
from csd.lists.tables import Column
from csd.money import half_up
from csd.months import SHANGHAI

BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def plain_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def csv_cell(column: Column, value: Any) -> str:
    """A cell as CSV has it."""
    if value is None or value == "":
        return ""
    if column.words is not None:
        return plain_text(str(column.words.get(value, value)))
    if isinstance(value, str):
        return plain_text(value)
    return _WRITTEN.get(column.kind, lambda found: plain_text(str(found)))(value)


def write_csv(path: Path, sheet: Sheet, moved: Moved) -> int:
    """Write a table and say how many rows it has; `moved` is told how many are written so far."""
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([plain_text(str(column.label)) for column in sheet.columns])
        for portion in sheet.portions:
            writer.writerows([csv_cell(c, value) for c, value in zip(sheet.columns, row, strict=True)] for row in portion)
            rows += len(portion)
            moved(rows)
    return rows


def _money(value: Decimal) -> str:
    return f"{half_up(value) + 0:.2f}"


def _number(value: Decimal | int) -> str:
    return f"{Decimal(value).normalize() + 0:f}"


_WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "money": _money,
    "amount": _money,
    "change": _money,
    "number": _number,
    "percent": _number,
    "points": lambda value: f"{value + 0:.1f}",
    "days": lambda value: f"{half_up(value.numerator, value.denominator):.2f}",
    "day": lambda value: value.isoformat(),
    "moment": lambda value: f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
    "month": str,
    "yes": formats.yes_no,
}
