"""Files as they come: encodings, line ends, headers, quotes, damage; and what else lies in a folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csd.errors import Refused
from csd.loading import lines as csv_lines
from csd.loading.registry import OF_ROSTERS
from csd.models import Employee
from payroll.costs.models import Cost
from tests.csd.loading.folders import Folder, header

COLUMNS = "month, kind, amount, campaign, note"
HEADER = "month,kind,amount,campaign,note\n"
ROW = "2026-07,other,1.00,,备注\n"
CHINESE = "编号,姓名很长很长的人\n"
TWO_ROWS = HEADER + ROW + "2026-08,other,2.00,,第二\n"

DAMAGED = [
    ("an empty file", b"", f"1: row: is empty: the first line must name the columns {COLUMNS}"),
    ("blank lines alone", b"\n\r\n\n", f"1: row: is empty: the first line must name the columns {COLUMNS}"),
    ("a missing column", "month,kind,campaign,note\n", f"1: amount: is missing in the first line; the columns are {COLUMNS}"),
    ("a column twice", "month,kind,amount,campaign,note,kind\n", "1: kind: stands twice in the first line"),
    (
        "an unknown column",
        f"month,kind,amount,campaign,note,colour\n{ROW.strip()},\n",
        f"1: colour: is no column of this file; its columns are {COLUMNS}",
    ),
    (
        "a column name to steer a terminal",
        f"month,kind,amount,campaign,note,\"a\x1b[2J\nb\"\n{ROW.strip()},\n",
        f"1: a\\x1b[2J\\x0ab: is no column of this file; its columns are {COLUMNS}",
    ),
    (
        "a nameless column",
        f"month,kind,amount,campaign,note,\n{ROW.strip()},\n",
        f'1: "": is no column of this file; its columns are {COLUMNS}',
    ),
    ("UTF-16", (HEADER + ROW).encode("utf-16"), "1: file: is written in UTF-16; save it as CSV UTF-8"),
    (
        "UTF-16 without a mark",
        (HEADER + ROW).encode("utf-16-le"),
        "1: file: contains a NUL byte: this is not a text file, or it is damaged",
    ),
    ("a NUL byte", (HEADER + ROW + "2026-08,\x00").encode(), "3: file: contains a NUL byte: this is not a text file, or it is damaged"),
    ("cut in a character", TWO_ROWS.encode()[:-2], "3: file: begins as UTF-8, but the bytes e4 ba of this line are damaged"),
    (
        "cut in a character of GBK",
        TWO_ROWS.encode("gbk")[:-2],
        "3: file: is written neither in UTF-8 nor in GB18030: the bytes b6 of this line mean nothing there",
    ),
    (
        "a damaged byte",
        (HEADER + ROW * 3).encode() + b"2026-08,other,1,,\xff\n",
        "5: file: begins as UTF-8, but the bytes ff 0a of this line are damaged",
    ),
    (
        "cut in a quoted cell",
        HEADER + ROW + '2026-08,other,1.00,,"a\nb\nc',
        "3: row: opens a quote that is never closed: the file was cut off, or a quote is missing",
    ),
    (
        "cut in a row",
        HEADER + ROW + "2026-08,ot",
        "3: row: has 2 cells where the first line has 5; the file may be cut off, or a separator be missing",
    ),
    (
        "a row too long",
        HEADER + ROW + "2026-08,other,1.00,,,\n",
        "3: row: has 6 cells where the first line has 5; the file may be cut off, or a separator be missing",
    ),
    (
        "text after a quote",
        HEADER + '2026-07,other,1.00,,"a"b\n',
        "2: row: has text after a closing quote; a quote inside a cell is written twice",
    ),
    ("a cell of 50 MB", f"{HEADER}{ROW}2026-08,other,1.00,,{'x' * 50_000_000}\n", "3: row: is longer than 1048576 characters"),
    ("a quoted cell of 50 MB", f'{HEADER}{ROW}2026-08,other,1.00,,"{"x" * 50_000_000}"\n', "3: row: is longer than 1048576 characters"),
    (
        "a long number",
        f"{HEADER}2026-07,other,{'9' * 200_000},,\n",
        "2: row: has a cell longer than 131072 characters; perhaps a quote is never closed. The rest of the file was not read",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "problem"), [case[1:] for case in DAMAGED], ids=[case[0] for case in DAMAGED])
def test_a_file_that_cannot_be_read_is_refused_with_its_line(folder: Folder, content: str | bytes, problem: str) -> None:
    assert folder.raw("costs.csv", content).errors() == [f"costs.csv:{problem}"]


def test_semicolons_are_no_separators(folder: Folder) -> None:
    (first, *missing) = folder.raw("costs.csv", (HEADER + ROW).replace(",", ";")).errors()
    assert first.startswith("costs.csv:1: month;kind;amount;campaign;note: is no column")
    assert len(missing) == 5


def test_many_unknown_columns_are_counted_and_not_listed(folder: Folder) -> None:
    names = ",".join(f"x{number}" for number in range(100_000))
    errors = folder.raw("costs.csv", f"{HEADER.strip()},{names}\n").errors()
    assert (len(errors), errors[-1]) == (21, "costs.csv:1: row: 99980 further columns are unknown too")


READABLE = {
    "UTF-8": TWO_ROWS.encode(),
    "a byte-order mark": TWO_ROWS.encode("utf-8-sig"),
    "GBK": TWO_ROWS.encode("gbk"),
    "GB18030": TWO_ROWS.encode("gb18030"),
    "GB18030 with a mark": ("\ufeff" + TWO_ROWS).encode("gb18030"),
    "CRLF": TWO_ROWS.replace("\n", "\r\n").encode(),
    "old line ends": TWO_ROWS.replace("\n", "\r").encode(),
    "mixed line ends": TWO_ROWS.replace("\n", "\r\n", 1).encode(),
    "no last line end": TWO_ROWS.strip().encode(),
    "blank lines": TWO_ROWS.replace("\n", "\n\n").encode(),
    "quotes": TWO_ROWS.replace("备注", '"备注"').encode(),
    "columns in another order": "note,campaign,amount,kind,month\n备注,,1,other,2026-07\n第二,,2,other,2026-08\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("content", READABLE.values(), ids=READABLE.keys())
def test_what_people_exchange_is_read(folder: Folder, content: bytes) -> None:
    folder.raw("costs.csv", content).load()
    assert [(str(cost.month), cost.note) for cost in Cost.objects.order_by("month")] == [("2026-07", "备注"), ("2026-08", "第二")]


def test_characters_beyond_gbk_are_read_from_gb18030(folder: Folder) -> None:
    folder.raw("costs.csv", f"{HEADER}2026-07,other,1,,𠮷野\n".encode("gb18030")).load()
    assert Cost.objects.get().note == "𠮷野"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_through_line_ends_in_quotes(folder: Folder, end: str) -> None:
    text = HEADER + '2026-07,other,1.00,,"a ""quoted""\n\nnote"\n\n2026-13,other,1.00,,\n'
    assert folder.raw("costs.csv", text.replace("\n", end)).errors() == ["costs.csv:6: month: “2026-13” is not a month like 2026-07"]


def test_line_ends_in_quotes_are_kept(folder: Folder) -> None:
    folder.raw("costs.csv", HEADER + '2026-07,other,1.00,,"a ""b""\nc, \\N\td"\n').load()
    assert Cost.objects.get().note == 'a "b"\nc, \\N\td'


def test_rows_beyond_a_block_keep_their_lines(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "BLOCK", 50)
    rows = [f'2026-07,other,{number},,"{number}\n"\n' if number % 7 == 3 else f"2026-07,other,{number},,\n" for number in range(1, 40)]
    text = HEADER + "".join(rows) + "2026-07,other,x,,\n"
    line = text.count("\n")
    assert folder.raw("costs.csv", text).errors() == [f"costs.csv:{line}: amount: “x” is not a number like 1234.50"]


def test_a_quote_that_is_never_closed_costs_the_rest_of_a_large_file_and_is_named(folder: Folder) -> None:
    text = HEADER + '2026-07,other,1.00,,"never closed\n' + ROW * 20_000
    (error,) = folder.raw("costs.csv", text).errors()
    assert error.startswith("costs.csv:2: row: has a cell longer than 131072 characters; perhaps a quote is never closed.")


def test_a_header_alone_is_a_file_without_rows(folder: Folder) -> None:
    result = folder.raw("costs.csv", HEADER).load()
    assert next((file.rows, file.added) for file in result.files if file.name == "costs.csv") == (0, 0)


def test_a_last_line_without_an_end_warns(folder: Folder) -> None:
    (warning,) = folder.raw("costs.csv", HEADER + ROW.strip()).load().warnings
    assert str(warning).startswith("costs.csv:2: row: has no line end")


def test_a_missing_file_means_no_rows(folder: Folder) -> None:
    assert [file.name for file in folder.load().files] == ["departments.csv", "employees.csv", "terms.csv", "campaigns.csv"]


def test_further_columns_of_employees_may_be_missing_or_there(folder: Folder) -> None:
    folder.raw("employees.csv", f"{header('employees')},bank_account,birth_date\nE1,A,2020-01-01,,,,6222,1990-01-01\n").set("terms")
    folder.set("campaigns").load()
    personal = Employee.objects.get().personal_data
    assert (personal.bank_account, str(personal.birth_date), personal.id_number) == ("6222", "1990-01-01", "")


def test_a_workbook_beside_the_same_csv_is_an_error(folder: Folder) -> None:
    assert folder.raw("terms.xlsx", b"x").errors() == ["terms.csv:1: file: is there in more than one form; leave one of them"]


@pytest.mark.parametrize("suffix", ["xls", "XLSM", "ods", "tsv"])
def test_a_table_in_another_form_is_not_overlooked(folder: Folder, suffix: str) -> None:
    assert folder.raw(f"sales.{suffix}", b"x").errors() == [f"sales.{suffix}:1: file: is neither .csv nor .xlsx; save it as one of them"]


def test_a_strange_table_is_an_error_and_other_files_are_left_alone(folder: Folder) -> None:
    for name in ("README.txt", ".~lock.sales.csv#", "~$sales.xlsx", "notes.xls"):
        folder.raw(name, b"x")
    (folder.path / "expected").mkdir()
    (error,) = folder.raw("a\nb.csv", b"x").errors()
    assert error.startswith("a\\x0ab.csv:1: file: is not a file of a company folder; known are breaches, calendar,")


def test_files_of_rosters_are_left_out_with_a_warning_each(folder: Folder) -> None:
    for name in sorted(OF_ROSTERS):
        folder.raw(f"{name}.csv", "whatever\n")
    result = folder.raw("movements.csv", "ref\n").load()
    assert [str(warning) for warning in result.warnings] == [
        f"{name}.csv:1: file: is left out: rosters are not loaded yet" for name in sorted(OF_ROSTERS)
    ]
    assert result.ignored == ["movements.csv"]


def make_directory(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


def link_to_endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [make_directory, make_pipe, link_to_nothing, link_to_endless])
def test_what_is_no_file_is_named(folder: Folder, make: Callable[[Path], None]) -> None:
    make(folder.path / "costs.csv")
    assert folder.errors() == ["costs.csv:1: file: is not a file"]


def test_a_file_that_the_system_does_not_let_us_read_is_named(folder: Folder) -> None:
    (folder.path / "costs.csv").symlink_to("/proc/self/mem")
    assert folder.errors() == ["costs.csv:1: file: cannot be read: Input/output error"]


def test_a_link_to_a_file_is_that_file(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(HEADER + ROW)
    (folder.path / "costs.csv").symlink_to(tmp_path / "elsewhere")
    folder.load()
    assert Cost.objects.count() == 1


@pytest.mark.parametrize("name", ["missing", "terms.csv", "nothing_in_it"])
def test_a_folder_that_is_none_or_empty_is_refused_in_a_sentence(folder: Folder, name: str) -> None:
    (folder.path / "nothing_in_it").mkdir()
    folder.path /= name
    with pytest.raises(Refused, match=r"^There is no (folder|file of a company folder in) .*\.$"):
        folder.load()
