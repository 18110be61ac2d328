"""Large files: memory does not grow with them, and anything but a table is refused before it has cost anything."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from payroll.costs.models import Cost
from tests.csd.loading.child import run
from tests.csd.loading.folders import Folder, header
from tests.sampling import WHOLE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# enough rows for memory that grows by the row to show, and more where everything is tested
MANY = 500_000 if WHOLE else 200_000
MB = 1 << 20
# how much more than a load of a few rows a load may take, however large its files
GROWTH_MB = 60


def write(path: Path, blocks: Iterable[str]) -> None:
    """A file written block by block."""
    with path.open("w") as file:
        file.writelines(blocks)


def peak(folder: Folder) -> tuple[int, str, int]:
    """Exit code, the first error if any, and the most memory of a load in MB."""
    code, _output, errors = run("load_company", folder.path, CSD_TEST_MEMORY="1")
    lines = re.findall(r"^\S+:\d+: .*$", errors, re.MULTILINE)
    return code, lines[0] if lines else "", int(re.findall(r"^(\d+) MB$", errors, re.MULTILINE)[-1])


@pytest.fixture
def small(folder: Folder) -> int:
    """What a load of a few rows takes; the same for every test of a process."""
    if not _small:
        _small.append(peak(folder)[2])
    return _small[0]


_small: list[int] = []


def test_a_file_of_100_mb_is_loaded_in_the_memory_of_a_small_one(folder: Folder, small: int) -> None:
    note = "客" * 3_000
    write(folder.path / "costs.csv", [f"{header('costs')}\n", *(f"2026-07,other,{number}.00,,{note}\n" for number in range(11_000))])
    assert (folder.path / "costs.csv").stat().st_size > 90 * MB
    code, _line, memory = peak(folder)
    assert (code, memory < small + GROWTH_MB, Cost.objects.count()) == (0, True, 11_000)


def test_very_many_errors_cost_no_memory_and_are_counted(folder: Folder, small: int) -> None:
    write(folder.path / "punches.csv", [f"{header('punches')}\n", *("E1,2026-07-06 08:00:00,in,\n" for _row in range(MANY))])
    code, line, memory = peak(folder)
    assert (code, line.split(": ")[:2], memory < small + GROWTH_MB) == (1, ["punches.csv:2", "row"], True)


def test_people_whom_nobody_can_check_are_not_all_remembered(folder: Folder, small: int) -> None:
    folder.raw("employees.csv", b"\xff\xfe")
    write(
        folder.path / "punches.csv",
        [f"{header('punches')}\n", *(f"{'E' * 60}{number},2026-07-06 08:00:00,in\n" for number in range(MANY))],
    )
    code, line, memory = peak(folder)
    assert (code, line.split(": ")[0], memory < small + GROWTH_MB) == (1, "employees.csv:1", True)


def test_two_gigabytes_of_nothing_are_refused_at_once(folder: Folder, small: int) -> None:
    with (folder.path / "sales.csv").open("wb") as file:
        file.truncate(2048 * MB)
    began = time.monotonic()
    code, line, memory = peak(folder)
    assert (code, line) == (1, "sales.csv:1: file: contains a NUL byte: this is not a text file, or it is damaged")
    assert (memory < small + GROWTH_MB, time.monotonic() - began < 20) == (True, True)


@pytest.mark.parametrize("start", ["", f'{header("sales")}\n1,2026-07-06,E1,"'])
def test_a_line_of_200_mb_is_refused_in_little_memory(folder: Folder, small: int, start: str) -> None:
    write(folder.path / "sales.csv", [start, *["x" * MB] * 200])
    code, line, memory = peak(folder)
    assert (code, line.split(": ")[0].rpartition(":")[0], memory < small + GROWTH_MB) == (1, "sales.csv", True)
