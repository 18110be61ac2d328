"""XLSX and CSV files of tables, opened again: every cell is what it was, of its own type, and text is never a formula (attack A69)."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext
from python_calamine import CalamineWorkbook

from csd.exports.csv_files import write_csv
from csd.exports.sheets import Sheet
from csd.exports.xlsx import write_xlsx
from csd.lists.tables import Column
from csd.months import SHANGHAI, Month

AT = datetime(2026, 9, 15, 10, 4, tzinfo=SHANGHAI)
HOSTILE = [
    "=1+1", "+86 138 0000 0000", "-1", "@SUM(A1:A9)", "\tTab", "\rReturn", "=cmd|' /C calc'!A0", "{=1}", "<r><t>rich</t></r>", "<r>&</r>",
    "_x0041_", "http://example.com", "0012", "1e5", "TRUE", "2026-07-01", "王 & <b>“x”</b>", " blank ", "a\nb", "#N/A", "😀", "'quoted",
]  # fmt: skip
TYPED = (
    Column("Number", key="number"),
    Column("Money", "money", key="money"),
    Column("Quiet", "amount", key="quiet"),
    Column("Count", "number"),
    Column("Points", "points"),
    Column("Days", "days"),
    Column("Day", "day"),
    Column("Moment", "moment"),
    Column("Month", "month"),
    Column("Yes", "yes"),
    Column("State", words={"done": "Ready"}),
)
ROWS: list[list[Any]] = [
    ["007", Decimal("1234.50"), Decimal("0.00"), 3, Decimal("9.5"), Fraction(1, 3), date(2026, 7, 31), AT, Month(2026, 7), True, "done"],
    ["E1", Decimal("-0.01"), None, 0, Decimal("0.0"), Fraction(0), None, None, None, False, "other"],
]


@pytest.fixture(autouse=True)
def _in_chinese() -> Iterator[None]:
    """Words of the files are in the language of whoever asked."""
    with translation.override("zh-hans"):
        yield


def sheet(columns: Any, rows: Any, **more: Any) -> Sheet:
    """A table as exports make them."""
    return Sheet("Pay: 2026/07 [x]", "A & B", "F1 王", AT, columns, [rows], **more)


def opened(path: Path, number: int = 0) -> list[list[Any]]:
    """The cells of a sheet."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(number).to_python(skip_empty_area=False)


def written(tmp_path: Path, columns: Any, rows: Any, **more: Any) -> Path:
    """A book of one table."""
    write_xlsx(tmp_path / "book.xlsx", sheet(columns, rows, **more), lambda rows: None)
    return tmp_path / "book.xlsx"


def test_text_stays_text_whatever_it_begins_with(tmp_path: Path) -> None:
    found = opened(written(tmp_path, [Column("Name"), Column("Note")], [[text, text] for text in HOSTILE]))
    assert found[1:] == [[text, text] for text in HOSTILE]


def test_no_cell_of_text_is_a_formula_or_a_link(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path, [Column("Name")], [[text] for text in HOSTILE])) as book:
        inside = book.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in book.namelist()
    assert "<f>" not in inside
    assert inside.count('t="inlineStr"') == len(HOSTILE) + 1


def test_every_cell_has_its_own_type(tmp_path: Path) -> None:
    head, first, second = opened(written(tmp_path, TYPED, ROWS))
    assert head == [column.label for column in TYPED]
    day, moment = date(2026, 7, 31), datetime(2026, 9, 15, 10, 4)
    assert first == ["007", 1234.5, 0.0, 3.0, 9.5, 0.33, day, moment, date(2026, 7, 1), "是", "Ready"]
    assert second == ["E1", -0.01, "", 0.0, 0.0, 0.0, "", "", "", "否", "other"]


def test_sums_stand_below_and_are_formulas_with_their_value(tmp_path: Path) -> None:
    path = written(tmp_path, TYPED, ROWS, summed=frozenset({"money", "quiet"}))
    assert opened(path)[-1][:4] == [gettext("Total"), 1234.49, 0.0, ""]
    with zipfile.ZipFile(path) as book:
        assert "<f>SUM(B2:B3)</f><v>1234.49</v>" in book.read("xl/worksheets/sheet1.xml").decode()


def test_what_a_number_cannot_hold_exactly_stays_text(tmp_path: Path) -> None:
    large, fits = Decimal("12345678901234.56"), Decimal("1234567890123.45")
    assert [row[0] for row in opened(written(tmp_path, [Column("M", "money")], [[large], [fits]]))[1:]] == [str(large), 1234567890123.45]


def test_it_prints_on_a4_with_its_head_repeated_and_says_who_made_it_when(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path, TYPED, ROWS)) as book:
        inside, names = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/workbook.xml").decode()
    for part in ('paperSize="9"', 'orientation="landscape"', 'state="frozen"', 'fitToHeight="0"', "F1 王, 2026-09-15", "A &amp;&amp; B"):
        assert part in inside
    assert "_xlnm.Print_Titles" in names
    assert 'name="Pay 2026 07 x"' in names


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path, TYPED, ROWS).read_bytes()
    assert written(tmp_path, TYPED, ROWS).read_bytes() == first


def test_more_rows_than_a_sheet_holds_go_on_in_a_further_one_with_the_head_again(tmp_path: Path) -> None:
    rows = [[str(n), Decimal(n)] for n in range(7)]
    table = sheet([Column("Number"), Column("Money", "money", key="m")], rows, summed=frozenset({"m"}))
    assert write_xlsx(tmp_path / "book.xlsx", table, lambda rows: None, rows_max=6) == 7
    found = opened(tmp_path / "book.xlsx") + opened(tmp_path / "book.xlsx", 1)
    assert [row[0] for row in found] == ["Number", "0", "1", "2", "3", "Number", "4", "5", "6", gettext("Total")]
    assert found[-1][1] == 21.0


def test_too_long_text_is_cut_visibly(tmp_path: Path) -> None:
    (_head, (cell,)) = opened(written(tmp_path, [Column("Note")], [["x" * 40_000]]))
    assert (len(cell), cell[-1]) == (32_767, "…")


def test_csv_is_as_formats_has_it_and_begins_no_formula(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "t.csv", sheet(TYPED, [*ROWS, *[[text, *[None] * 10] for text in HOSTILE]]), lambda rows: None) == 24
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert rows[1] == ["007", "1234.50", "0.00", "3", "9.5", "0.33", "2026-07-31", "2026-09-15 10:04:00", "2026-07", "是", "Ready"]
    assert not [row for row in rows if row[0][:1] in tuple("=+-@\t\r")]
    assert "'=1+1" in {row[0] for row in rows}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on this machine")
def test_libreoffice_shows_the_same_text_and_computes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, [Column("Name")], [[text] for text in HOSTILE if text.isprintable()])
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180)
    rows = list(csv.reader((tmp_path / "book.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[0] for row in rows[1:]] == [text for text in HOSTILE if text.isprintable()]


def test_times_are_those_of_shanghai(tmp_path: Path) -> None:
    late = AT.astimezone(SHANGHAI) + timedelta(hours=14)
    assert opened(written(tmp_path, [Column("M", "moment")], [[late]]))[1][0] == datetime(2026, 9, 16, 0, 4)
