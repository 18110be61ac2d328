"""XLSX files of tables, written in constant memory: typed cells, a frozen header, widths that fit, sums, ready for A4 paper.

Text is always a cell of text: a name that begins with `=` is a name. Money, dates and numbers are numbers with a format; what a
number of XLSX cannot hold exactly (15 digits) stays text. The same rows give the same bytes.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from csd import formats
from csd.exports.sheets import Sheet
from csd.lists.tables import FIGURES, Column
from csd.money import half_up
from csd.months import SHANGHAI, Month

ROWS_MAX = 1_048_576
TEXT_LENGTH_MAX = 32_767
DIGITS_MAX = 15
WIDTH_MIN, WIDTH_MAX = 6, 48
A4 = 9
COLUMNS_UPRIGHT = 7
OLDEST = date(1900, 3, 1)  # before it Excel counts a day that never was
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_FORMATS = {
    "money": "#,##0.00",
    "amount": '#,##0.00;-#,##0.00;"–"',
    "change": "+#,##0.00;-#,##0.00;0.00",
    "points": "0.0",
    "percent": "0.00##%",
    "days": "0.00",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "month": "yyyy-mm",
}
Moved = Callable[[int], None]


class _Plain(Worksheet):
    """A sheet in which text is never markup: XlsxWriter would write a name `<r>…</r>` into the file unescaped."""

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, True, list(attributes))


def write_xlsx(path: Path, sheet: Sheet, moved: Moved, *, rows_max: int = ROWS_MAX) -> int:
    """Write a table and say how many rows it has; beyond `rows_max` lines it goes on in a further sheet of the book."""
    with tempfile.TemporaryDirectory(dir=path.parent, suffix=".new") as beside:
        book = Workbook(str(path), {"constant_memory": True, "tmpdir": beside})
        book.set_properties({"title": sheet.title, "author": sheet.by, "created": _local(sheet.at)})
        writer = _Writer(book, sheet, rows_max)
        for portion in sheet.portions:
            for row in portion:
                writer.add(row)
            moved(writer.rows)
        writer.close()
        book.close()
    return writer.rows


class _Writer:
    """Writes the rows of a table one after the other; `rows` is how many there are so far."""

    def __init__(self, book: Workbook, sheet: Sheet, rows_max: int) -> None:
        self.book, self.table, self.rows_max = book, sheet, rows_max
        self.rows = self.sheets = 0
        self.sums = {i: Decimal(0) for i, column in enumerate(sheet.columns) if column.key in sheet.summed}
        self.formats = [book.add_format(_look(column)) for column in sheet.columns]
        self.bold = [book.add_format({**_look(column), "bold": True, "top": 1}) for column in sheet.columns]
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#EEF2F2"})
        self._begin()

    def add(self, row: Sequence[Any]) -> None:
        """The next row."""
        # the last line is for the sums
        if self.line >= self.rows_max - bool(self.sums):
            self._end()
            self._begin()
        for i, (column, value) in enumerate(zip(self.table.columns, row, strict=True)):
            self._cell(i, column, value, self.formats[i])
            if i in self.sums and isinstance(value, Decimal):
                self.sums[i] += value
        self.line += 1
        self.rows += 1

    def close(self) -> None:
        """The sums, and the last sheet's end."""
        if self.sums and self.rows:
            if 0 not in self.sums:
                self.page.write_string(self.line, 0, _("Total"), self.bold[0])
            for i, total in self.sums.items():
                self._sum(i, total)
            self.line += 1
        self._end()

    def _begin(self) -> None:
        self.sheets += 1
        name = _sheet_name(self.table.title, self.sheets)
        self.page = self.book.add_worksheet(name, worksheet_class=_Plain)
        self.line, self.widths = 1, [WIDTH_MIN] * len(self.table.columns)
        self.page.set_paper(A4)
        if len(self.table.columns) > COLUMNS_UPRIGHT:
            self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0)
        self.page.freeze_panes(1, 1)
        self.page.set_header(f"&L&B{_printed(self.table.title)}&R{_printed(self.table.scope)}")
        made = f"{_printed(self.table.by)}, {formats.moment(self.table.at)}"
        self.page.set_footer(f"&L{made}&R{_('Page %(page)s of %(pages)s') % {'page': '&P', 'pages': '&N'}}")
        for i, column in enumerate(self.table.columns):
            label = str(column.label)
            self.page.write_string(0, i, label, self.head)
            self._widen(i, min(_width(label), WIDTH_MAX // 2))

    def _end(self) -> None:
        if self.line > 1:
            self.page.autofilter(0, 0, self.line - 1 - (1 if self.sums and self.rows else 0), len(self.table.columns) - 1)
        for i, width in enumerate(self.widths):
            self.page.set_column(i, i, min(width + 2, WIDTH_MAX))

    def _cell(self, i: int, column: Column, value: Any, look: Format) -> None:
        if value is None or value == "":
            return
        made = _typed(column, value)
        if isinstance(made, str):
            self.page.write_string(self.line, i, _fitting(made), look)
            self._widen(i, _width(made))
        elif isinstance(made, date):
            self.page.write_datetime(self.line, i, made, look)
            self._widen(i, len(_FORMATS[column.kind]))
        else:
            self.page.write_number(self.line, i, made, look)
            self._widen(i, len(column.written(value)))

    def _sum(self, i: int, total: Decimal) -> None:
        column = self.table.columns[i]
        if isinstance(_typed(column, total), str) or self.sheets > 1:
            self._cell(i, column, total, self.bold[i])
        else:
            letter = xl_col_to_name(i)
            self.page.write_formula(self.line, i, f"=SUM({letter}2:{letter}{self.line})", self.bold[i], total)
        self._widen(i, len(column.written(total)))

    def _widen(self, i: int, width: int) -> None:
        self.widths[i] = max(self.widths[i], width)


def _typed(column: Column, value: Any) -> str | Decimal | int | date:
    """What a cell holds: text, an exact number, a day or a moment in Shanghai."""
    if column.words is not None:
        return str(column.words.get(value, value))
    if column.kind == "yes" and isinstance(value, bool):
        return formats.yes_no(value)
    if isinstance(value, Month):
        value = value.first
    if isinstance(value, datetime):
        value = _local(value)
    if isinstance(value, date):
        return value if (value.date() if isinstance(value, datetime) else value) >= OLDEST and column.kind in _FORMATS else str(value)
    if isinstance(value, Fraction):
        return half_up(value.numerator, value.denominator)
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and column.kind in FIGURES:
        return value if len(Decimal(value).normalize().as_tuple().digits) <= DIGITS_MAX else str(value)
    return str(value)


def _look(column: Column) -> Mapping[str, Any]:
    # a cell of text is marked as such, so that typing into it does not make a formula of it
    return {"num_format": _FORMATS.get(column.kind, "General" if column.kind in FIGURES else "@")}


def _local(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(tzinfo=None, microsecond=0)


def _fitting(text: str) -> str:
    return text if len(text) <= TEXT_LENGTH_MAX else f"{text[: TEXT_LENGTH_MAX - 1]}…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text[:WIDTH_MAX])


def _printed(text: str) -> str:
    return text.replace("&", "&&")[:80]


def _sheet_name(title: str, number: int) -> str:
    plain = " ".join(title.translate(_FORBIDDEN).split()) or "1"
    return plain[:31] if number == 1 else f"{plain[:26]} {number}"
