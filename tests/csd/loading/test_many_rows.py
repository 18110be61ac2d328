"""What happens only with many rows: writing in slices, progress, a limit to how many people there are."""

from __future__ import annotations

import pytest

from csd.loading import parsing, specs, writing
from duty.models import Punch
from tests.csd.loading.folders import Folder, header


def test_rows_are_written_in_slices_in_the_order_of_their_lines(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SLICE_ROWS", 100)
    monkeypatch.setattr(specs, "SECONDS_BETWEEN_REPORTS", 0)
    times = [f"2026-07-06 {hour:02}:{minute:02}:00" for hour in range(23, -1, -1) for minute in range(60)]
    folder.add("punches", *[f"E1,{time},in" for time in times])
    said: list[str] = []
    folder.load(report=said.append)
    assert [f"{time:%H:%M}" for time in Punch.objects.order_by("id").values_list("time", flat=True)[:2]] == ["15:00", "15:01"]
    assert (Punch.objects.count(), len([line for line in said if "of 1440 rows written" in line]) > 3) == (1440, True)


def test_more_people_than_any_company_has_are_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "KEYS_MAX", 2)
    assert folder.errors() == ["employees.csv:2: row: There are more than 2 rows; no company is that large"]


def test_people_without_the_column_of_their_number_make_no_errors_elsewhere(folder: Folder) -> None:
    columns = header("employees").replace("employee_no,", "")
    errors = folder.raw("employees.csv", f"{columns}\nA,2020-01-01,,,\n").errors()
    assert [error.split(": ")[:2] for error in errors] == [["employees.csv:1", "employee_no"]]
