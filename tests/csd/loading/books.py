"""Workbooks for tests: proper ones by XlsxWriter, improper ones put together from XML."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = f'<worksheet xmlns="{MAIN}">{{dimension}}<sheetData>{{rows}}</sheetData></worksheet>'


def book(path: Path, *rows: Sequence[Any], first: int = 0) -> None:
    """A workbook with typed cells: text, numbers, dates and times as a person would enter them."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        styles = {date: made.add_format({"num_format": "yyyy/m/d"}), datetime: made.add_format({"num_format": "yyyy/m/d h:mm"})}
        for number, cells in enumerate(rows, first):
            for place, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, styles[type(cell)])
                elif isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(number, place, cell, None, 12.5)
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)


def raw_book(path: Path, rows: str, dimension: str = "", compression: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> None:
    """A workbook of one sheet, its rows and dimension given as XML; further parts by name."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr("_rels/.rels", _link("officeDocument", "xl/workbook.xml"))
        sheets = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{PARTS}">{sheets}</workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", _link("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows, dimension=dimension))
        for name, content in parts.items():
            archive.writestr(f"xl/{name}", content)


def cells(number: int, *texts: str) -> str:
    """A row of text cells as XML."""
    written = "".join(f'<c r="{chr(65 + place)}{number}" t="str"><v>{text}</v></c>' for place, text in enumerate(texts))
    return f'<row r="{number}">{written}</row>'


def _link(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{PARTS}/{kind}" Target="{target}"/></Relationships>'
    )
