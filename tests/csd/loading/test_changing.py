"""Files that change, grow or go while they are read: the load says so and loads nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csd.loading.issues import FILE, Bad
from csd.loading.lines import Problem
from csd.loading.parsing import FileParser
from csd.loading.sheets import SheetSource
from csd.loading.sources import CsvSource
from tests.csd.loading.folders import Folder

ROW = "E1,2026-07-06 08:00:00,in\n"


def replaced(path: Path) -> None:
    path.with_name("new").write_bytes(path.read_bytes())
    path.with_name("new").rename(path)


def damaged(path: Path) -> None:
    # of the same length and time: only the bytes tell
    state = path.stat()
    path.write_bytes(b"\xff" * state.st_size)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def grown(path: Path) -> None:
    with path.open("a") as file:
        file.write("E2,2026-07-06 09:00:00,in\n")


CHANGES = [
    (grown, "was changed while it was read"),
    (replaced, "was changed while it was read"),
    (damaged, "was changed while it was read"),
]
CHANGES += [(Path.unlink, "cannot be read: No such file or directory")]


@pytest.mark.parametrize(("change", "problem"), CHANGES)
def test_a_file_that_changes_between_its_two_readings_is_refused(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], problem: str
) -> None:
    folder.add("punches", ROW.strip())
    examine = CsvSource.examine

    def then_changed(source: CsvSource, problem: Problem) -> bool:
        known = examine(source, problem)
        if source.path.name == "punches.csv":
            change(source.path)
        return known

    monkeypatch.setattr(CsvSource, "examine", then_changed)
    assert folder.errors() == [f"punches.csv:1: file: {problem}"]


def test_a_file_that_grows_while_its_rows_are_read_is_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.raw("punches.csv", "employee_no,time,direction\n" + "".join(f"E1,2026-07-{day:02} 08:00:00,in\n" for day in range(1, 29)))
    of_right_width = FileParser._of_right_width

    def grows(parser: FileParser, *rows: object) -> object:
        if parser.spec.name == "punches" and parser.last_line == 29:
            grown(folder.path / "punches.csv")
        return of_right_width(parser, *rows)  # type: ignore[arg-type]

    monkeypatch.setattr(FileParser, "_of_right_width", grows)
    assert folder.errors()[0] == "punches.csv:1: file: was changed while it was read"


def test_people_who_were_there_when_the_file_was_looked_at_and_are_gone_now_are_missed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = CsvSource.batches
    readings = []

    def second_time_changed(source: CsvSource, problem: Problem) -> object:
        readings.append(source.path.name)
        if readings.count("employees.csv") == 2 and source.path.name == "employees.csv":
            source.path.write_text("employee_no,name,hire_date,leave_date,manager_no,phone\nE1,A,2020-01-01,,,\n")
        return batches(source, problem)

    monkeypatch.setattr(CsvSource, "batches", second_time_changed)
    assert folder.errors() == ["employees.csv:1: file: was changed while it was read"]


@pytest.mark.parametrize("change", [lambda path: path.write_bytes(b"other"), Path.unlink])
def test_a_workbook_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: Callable[[Path], object]) -> None:
    problems: list[tuple[int, str, Bad]] = []
    path = tmp_path / "punches.xlsx"
    path.write_bytes(b"no workbook")
    source = SheetSource(path, {})
    assert source.examine(lambda *found: problems.append(found))
    change(path)
    list(source.batches(lambda *found: problems.append(found)))
    assert [(line, column) for line, column, _bad in problems] == [(1, FILE), (1, FILE)]
