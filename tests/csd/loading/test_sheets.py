"""Workbooks: the same in effect as CSV, and no way to make the loader eat memory, time or anything but a table."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from csd.loading import sheets
from csd.loading.issues import Bad
from csd.loading.sheets import SheetSource
from csd.models import Terms
from duty.models import Punch
from payroll.costs.models import Cost
from payroll.sales.models import Sale
from tests.csd.loading.books import book, cells, raw_book
from tests.csd.loading.folders import Folder, header

COSTS = header("costs").split(",")
ROW = ["2026-07", "other", 1, None, "备注"]
SALES = header("sales").split(",")
HEAD = cells(1, *COSTS)


def test_typed_cells_mean_what_csv_says(folder: Folder) -> None:
    folder.add("costs", "2026-07,other,1234.50,C1,备注")
    folder.add("punches", "E1,2026-07-06 08:00:00,in", "E1,2026-07-06 17:30:07,out")
    folder.add("sales", "202607000000000001,2026-07-06,E1,雨伞,1.5,0.30,0,,completed,sale,")
    folder.load()
    for name in ("costs", "punches", "sales"):
        (folder.path / f"{name}.csv").unlink()
    book(folder.path / "costs.xlsx", COSTS, [date(2026, 7, 1), "other", 1234.5, "C1", "备注"])
    book(
        folder.path / "punches.xlsx",
        ["employee_no", "time", "direction"],
        ["E1", datetime(2026, 7, 6, 8), "in"],
        ["E1", datetime(2026, 7, 6, 17, 30, 7), "out"],
    )
    book(
        folder.path / "sales.xlsx",
        SALES,
        ["202607000000000001", date(2026, 7, 6), "E1", "雨伞", 1.5, 0.1 + 0.2, 0, None, "completed", "sale", None],
    )
    result = folder.load()
    assert (result.batch_id, result.rows) == (None, 13)


def test_rows_of_a_workbook_alone_are_loaded(folder: Folder) -> None:
    (folder.path / "terms.csv").unlink()
    book(
        folder.path / "terms.xlsx",
        header("terms").split(","),
        ["E1", datetime(2021, 1, 1), "CS", None, "staff", "senior", 2000, "none", None, None, None, None, 0.07, 1000],
    )
    folder.load()
    terms = Terms.objects.get()
    assert (str(terms.effective_from), str(terms.base_salary), str(terms.housing_rate), terms.guarantee, terms.weight) == (
        "2021-01-01",
        "2000.00",
        "0.07000",
        None,
        1,
    )


def test_a_date_alone_in_a_column_of_times_is_midnight_and_true_is_one(folder: Folder) -> None:
    book(folder.path / "punches.xlsx", ["employee_no", "time", "direction"], ["E1", date(2026, 7, 6), "in"])
    book(folder.path / "online_checks.xlsx", header("online_checks").split(","), ["E1", datetime(2026, 7, 6, 9), True, False])
    folder.load()
    assert f"{Punch.objects.get().time:%Y-%m-%d %H:%M}" == "2026-07-05 16:00"


WRONG = [
    (
        ["2026-07", "other", 1e21, None, None],
        "2: amount: “1e+21” is kept as a number and has lost digits; format the cells of this column as text and enter it again",
    ),
    (["2026-07", "other", 1.005, None, None], "2: amount: “1.005” has more than 2 decimal places"),
    (["2026-07", "other", -3, None, None], "2: amount: “-3” is negative; 0 or more is needed"),
    (["2026-07", "other", None, None, None], "2: amount: is empty, but needed"),
    ([datetime(2026, 7, 2), "other", 1, None, None], "2: month: “2026-07-02” is not a month like 2026-07"),
    ([202607, "other", 1, None, None], "2: month: “202607” is not a month like 2026-07"),
    (
        ["2026-07", "other", "1", None, None, "more"],
        "2: row: has 6 cells where the first line has 5; the file may be cut off, or a separator be missing",
    ),
    (["2026-07", "other", 1, None, "x" * 20_000], f"2: note: “{'x' * 39}…” has 20000 characters, at most 10000 are possible"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "problem"), WRONG)
def test_a_wrong_cell_of_a_workbook_is_named_by_its_row(folder: Folder, row: list[Any], problem: str) -> None:
    book(folder.path / "costs.xlsx", COSTS, row)
    assert problem in [error.removeprefix("costs.xlsx:") for error in folder.errors()]


def test_a_long_number_of_an_order_must_be_text(folder: Folder) -> None:
    book(folder.path / "sales.xlsx", SALES, [202607000000000001, date(2026, 7, 6), "E1", "P", 1, 1, 1, "K", "completed", "sale", None])
    (error,) = folder.errors()
    assert error.startswith("sales.xlsx:2: order_no: “2.02607e+17” is kept as a number and has lost digits")


def test_empty_rows_above_and_between_do_not_shift_the_numbers_of_rows(folder: Folder) -> None:
    book(folder.path / "costs.xlsx", COSTS, ROW, [], ["2026-13", *ROW[1:]], first=3)
    assert folder.errors() == ["costs.xlsx:7: month: “2026-13” is not a month like 2026-07"]


def test_a_formula_is_the_value_that_was_kept_with_it_and_empty_columns_at_the_side_do_not_matter(folder: Folder) -> None:
    book(folder.path / "costs.xlsx", [*COSTS, "", ""], ["2026-07", "other", "=5*2.5", None, None, "", ""])
    folder.load()
    assert str(Cost.objects.get().amount) == "12.50"


@pytest.mark.parametrize(
    "cell",
    [
        't="e"><f>1/0</f><v>#DIV/0!</v></c>',
        't="e"><v>#N/A</v></c>',
        "><f>A1</f></c>",
        "><f>A1</f><v></v></c>",
        '><f t="shared" si="0"/><v/></c>',
    ],
)
def test_a_formula_without_a_value_or_with_an_error_is_not_taken_for_an_empty_cell(folder: Folder, cell: str) -> None:
    row = f'{cells(2, "2026-07", "other", "1").removesuffix("</row>")}<c r="D2" {cell}<c r="E2" t="str"><f>A1</f><v>x</v></c></row>'
    raw_book(folder.path / "costs.xlsx", HEAD + row)
    assert folder.errors() == ["costs.xlsx:2: campaign: is a formula without a value, or with an error for one; put the value itself here"]


def test_macros_and_links_in_a_workbook_are_not_looked_at(folder: Folder) -> None:
    row = cells(2, "2026-07", "other", "1", "", "x")
    raw_book(folder.path / "costs.xlsx", HEAD + row, **{"vbaProject.bin": b"\x00", "externalLinks/externalLink1.xml": b"<x/>"})
    folder.load()
    assert Cost.objects.count() == 1


def test_control_characters_that_only_xml_can_write_are_refused(folder: Folder) -> None:
    raw_book(
        folder.path / "costs.xlsx",
        HEAD + cells(2, "2026-07", "other", "1", "", "a_x0000_b") + cells(3, "2026-07_x0000_", "other", "1", "", ""),
    )
    errors = folder.errors()
    assert [error.split(": ")[:2] for error in errors][-1:] == [["costs.xlsx:3", "month"]]


def many_parts(path: Path) -> None:
    raw_book(path, HEAD, **{f"p{number}": b"" for number in range(2100)})


def encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))


def with_password(path: Path) -> None:
    raw_book(path, HEAD)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    path.write_bytes(data)


def zeros(path: Path) -> None:
    raw_book(path, HEAD, media=bytes(64 << 20))


def declared(path: Path) -> None:
    raw_book(path, HEAD, dimension='<dimension ref="A1:XFD1048576"/>')


def two_corners(path: Path) -> None:
    # 17 G cells from two: a reader that makes a grid of them needs 400 GB
    raw_book(path, HEAD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def understated(path: Path) -> None:
    """An entry that unpacks to 100 MB and says in the archive that it has 1,000 bytes."""
    raw_book(path, HEAD + " " * 100_000_000)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))


def truncated(path: Path) -> None:
    book(path, COSTS, *[ROW] * 1000)
    path.write_bytes(path.read_bytes()[:3000])


def broken_xml(path: Path) -> None:
    raw_book(path, HEAD + "<row><c></row>")


def no_sheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x", b"")


HOSTILE: list[tuple[Callable[[Path], object], str]] = [
    (encrypted, "is no workbook that can be read (BadZipFile: File is not a zip file)"),
    (with_password, "is protected by a password"),
    (many_parts, "is no workbook that can be read: its archive has 2105 entries"),
    (zeros, "would unpack to 64 MB, which is out of all proportion; save it as CSV"),
    (declared, "spans 1048576 rows and 16384 columns; delete what is empty, or save it as CSV"),
    (two_corners, "cannot be read within the limits of memory and time for a workbook; save it as CSV"),
    (understated, "is no workbook that can be read (BadZipFile: Bad CRC-32"),
    (truncated, "is no workbook that can be read (BadZipFile"),
    (broken_xml, "is no workbook that can be read ("),
    (no_sheet, "is no workbook that can be read ("),
    (lambda path: path.write_bytes(b""), "is no workbook that can be read (BadZipFile: File is not a zip file)"),
    (lambda path: path.write_text(",".join(COSTS)), "is no workbook that can be read (BadZipFile: File is not a zip file)"),
]


@pytest.mark.parametrize(("make", "problem"), HOSTILE, ids=[problem[:50] for _make, problem in HOSTILE])
def test_what_is_no_workbook_or_a_bomb_is_refused_in_a_moment(folder: Folder, make: Callable[[Path], object], problem: str) -> None:
    make(folder.path / "costs.xlsx")
    began = time.monotonic()
    (error,) = folder.errors()
    assert error.startswith(f"costs.xlsx:1: file: {problem}")
    assert time.monotonic() - began < 20


def test_an_empty_workbook_has_no_header(folder: Folder) -> None:
    book(folder.path / "costs.xlsx")
    assert folder.errors() == ["costs.xlsx:1: row: is empty: the first line must name the columns month, kind, amount, campaign, note"]


def test_a_workbook_that_is_too_large_is_not_even_opened(folder: Folder) -> None:
    with (folder.path / "costs.xlsx").open("wb") as file:
        file.truncate((1 << 30) + 1)
    assert folder.errors() == ["costs.xlsx:1: file: is larger than 1024 MB; save it as CSV"]


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book(tmp_path / "costs.xlsx", COSTS, *[ROW] * 100)
    monkeypatch.setattr(sheets, "SECONDS_MAX", 0)
    source, problems = SheetSource(tmp_path / "costs.xlsx", {}), list[Bad]()
    assert source.examine(lambda *problem: problems.append(problem[2]))
    list(source.batches(lambda *problem: problems.append(problem[2])))
    assert [bad.sentence for bad in problems] == [sheets.GAVE_UP]


def test_the_child_knows_nothing_of_the_product() -> None:
    look = (
        "import sys, runpy; runpy.run_path(sys.argv[1]); print([name for name in sys.modules if name.split('.')[0] in ('csd', 'django')])"
    )
    done = subprocess.run([sys.executable, "-c", look, str(sheets.CHILD)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_text_of_a_workbook_is_text_whatever_it_looks_like(folder: Folder) -> None:
    book(folder.path / "sales.xlsx", SALES, ["000123", "2026-07-06", "E1", "=1", "1", "1.00", "1.00", "K", "completed", "sale", ""])
    folder.load()
    assert Sale.objects.get().order_no == "000123"
