"""Reads one XLSX file and writes its rows to standard output as lines of JSON. Run as a program of its own, by file name.

Nothing of the product is imported here: a workbook that eats memory or time takes this process with it and nothing else.
Arguments: the file, and what its columns hold ({"start": "moment", ...}), so that typed cells come out as docs/formats.md writes them.
Lines: a list of [row number, cells]; {"problem": code, ...}; at the very end {"end": true}.
"""

from __future__ import annotations

import json
import math
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import python_calamine

MEMORY_MAX = 1_536 << 20
CPU_SECONDS_MAX = 60
ENTRIES_MAX = 2_000
UNPACKED_MAX = 1 << 30
RATIO_MAX = 200
RATIO_FROM = 16 << 20
CELLS_MAX = 40_000_000
ROW_CHARACTERS_MAX = 1 << 20
BATCH_CHARACTERS = 1 << 18
# Excel keeps 15 digits; what is longer was not typed as a number on purpose
EXACT_DIGITS = 15
EXACT_BELOW = 10**EXACT_DIGITS
SCAN = 1 << 20
OVERLAP = 1 << 10
HOLLOW_MAX = 10_000
# what zipfile and calamine raise for bytes that are not a workbook: KeyError for a missing part, NotImplementedError for a way of
# packing that nobody knows, ValueError for a sheet that is not there
UNREADABLE = (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, NotImplementedError)
# cells of errors such as #N/A, and formulas that nobody has calculated: python-calamine gives empty text for both
_ERROR = rb'<(?:\w+:)?c (?=[^>]*\bt="e")[^>]*>'
_UNCALCULATED = rb"<((?:\w+:)?)c [^>]*>\s*<\1f\b(?:[^>]*/>|[^>]*>[^<]*</\1f>)\s*(?:<\1v\s*/>|<\1v></\1v>)?\s*</\1c>"
_HOLLOW = re.compile(_ERROR + b"|" + _UNCALCULATED)
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_FIRST_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\b\w+:id="([^"]*)"')
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+[0-9]+:([A-Z]+)([0-9]+)"')


class Unfit(Exception):
    """The workbook is refused; the arguments are what is written as the problem."""

    def __init__(self, problem: str, **data: Any) -> None:
        super().__init__(problem)
        self.line = {"problem": problem, **data}


def main(path: str, forms: dict[str, str]) -> None:
    """Check, read, write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        check_archive(path)
        for batch in batches(rows(path, forms)):
            write(batch)
        write({"end": True})
    except Unfit as unfit:
        write(unfit.line)
    except UNREADABLE as error:
        write({"problem": "unreadable", "reason": f"{type(error).__name__}: {error}"[:200]})


def write(line: Any) -> None:
    """One line of JSON."""
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


def check_archive(path: str) -> None:
    """Unfit for archives that would unpack beyond measure, are encrypted, or declare more cells than can be read."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if len(entries) > ENTRIES_MAX:
            raise Unfit("entries", count=len(entries), limit=ENTRIES_MAX)
        if unpacked > UNPACKED_MAX or (unpacked > RATIO_FROM and unpacked > RATIO_MAX * max(packed, 1)):
            raise Unfit("unpacked", size=unpacked >> 20)
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unfit("password")
        for entry in entries:
            if entry.filename.startswith("xl/worksheets/") and not entry.is_dir():
                check_dimension(archive, entry)


def check_dimension(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unfit when a sheet says that it has more than CELLS_MAX cells."""
    with archive.open(entry) as sheet:
        found = _DIMENSION.search(sheet.read(4096))
    if found:
        columns = column_number(found[1][:4])
        height = int(found[2][:9])
        if columns * height > CELLS_MAX:
            raise Unfit("cells", rows=height, columns=columns)


def column_number(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def hollow_cells(path: str) -> dict[int, list[int]]:
    """Row → places of cells of the first sheet that look empty and are not."""
    found: dict[int, list[int]] = {}
    with zipfile.ZipFile(path) as archive:
        name = first_sheet(archive)
        if name not in archive.namelist():
            return found
        sheet, text = archive.open(name), b""
        while (chunk := sheet.read(SCAN)) and len(found) < HOLLOW_MAX:
            # a cell may begin in one chunk and end in the next; one that is met twice counts once
            text = text[-OVERLAP:] + chunk
            for hollow in _HOLLOW.finditer(text):
                if cell := _CELL.search(hollow[0]):
                    places, place = found.setdefault(int(cell[2]), []), column_number(cell[1]) - 1
                    places.extend([place] if place not in places else [])
    return found


def first_sheet(archive: zipfile.ZipFile) -> str:
    """The archive's entry of the first sheet; empty where the workbook does not say."""
    sheet = _FIRST_SHEET.search(archive.read("xl/workbook.xml"))
    for link in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'\bTarget="([^"]*)"', link)
        if sheet and target and b'Id="%s"' % sheet[1] in link:
            name = target[1].decode()
            return name.removeprefix("/") if name.startswith("/") else f"xl/{name}"
    return ""


def rows(path: str, forms: dict[str, str]) -> Iterator[tuple[int, list[str]] | dict[str, Any]]:
    """(row number, cells as text) of the first sheet, empty rows left out; the first one is the header."""
    hollow = hollow_cells(path)
    with python_calamine.CalamineWorkbook.from_path(path) as workbook:
        sheet = workbook.get_sheet_by_index(0)
        if sheet.total_height * max(sheet.total_width, 1) > CELLS_MAX:
            raise Unfit("cells", rows=sheet.total_height, columns=sheet.total_width)
        header: list[str] = []
        for number, values in enumerate(sheet.iter_rows(), 1):
            if not header:
                header = trimmed([text_of(value, "") for value in values])
                if header:
                    yield number, header
                continue
            wrong = [header[place] for place in hollow.get(number, ()) if place < len(header)]
            yield from ({"problem": "hollow", "row": number, "column": name} for name in wrong)
            if not wrong:
                yield from row(number, header, values, [forms.get(name, "") for name in header])


def row(number: int, header: list[str], values: list[Any], forms: list[str]) -> Iterator[tuple[int, list[str]] | dict[str, Any]]:
    """One row, or what is wrong with it."""
    width = len(header)
    cells = [text_of(value, forms[index] if index < width else "") for index, value in enumerate(values)]
    if not any(cells):
        return
    if not any(cells[width:]):
        cells = cells[:width]
    for index, value in enumerate(values[:width]):
        if isinstance(value, float) and abs(value) >= EXACT_BELOW:
            yield {"problem": "digits", "row": number, "column": header[index], "value": repr(value)}
    if sum(map(len, cells)) > ROW_CHARACTERS_MAX:
        yield {"problem": "long_row", "row": number, "limit": ROW_CHARACTERS_MAX}
    else:
        yield number, cells


def trimmed(cells: list[str]) -> list[str]:
    """The cells without empty ones at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def text_of(value: Any, form: str) -> str:
    """A typed cell as docs/formats.md writes it in a column of that form (date, moment, month, or anything else)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, datetime):
        value = (value + timedelta(seconds=0.5)).replace(microsecond=0)
        if form not in ("date", "month") or value.time() != value.time().min:
            return value.strftime("%Y-%m-%d %H:%M:%S")
        value = value.date()
    if isinstance(value, date):
        if form == "month" and value.day == 1:
            return value.strftime("%Y-%m")
        return value.isoformat() + (" 00:00:00" if form == "moment" else "")
    return str(value)


def number(value: float) -> str:
    """The shortest digits that mean this number, without exponent."""
    if isinstance(value, int) or (abs(value) < EXACT_BELOW and value == int(value)):
        return str(int(value))
    if not math.isfinite(value):
        return repr(value)
    # as Excel shows it: a sum of 0.1 and 0.2 is 0.3, not 0.30000000000000004
    return f"{Decimal(format(value, f'.{EXACT_DIGITS}g')):f}"


def batches(found: Iterator[tuple[int, list[str]] | dict[str, Any]]) -> Iterator[Any]:
    """Rows in lists of about BATCH_CHARACTERS, problems as they come."""
    batch: list[tuple[int, list[str]]] = []
    size = 0
    for item in found:
        if isinstance(item, dict):
            yield item
            continue
        batch.append(item)
        size += sum(map(len, item[1]))
        if size > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    yield batch


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
