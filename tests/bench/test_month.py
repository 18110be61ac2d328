"""The bench itself: it measures from making a company to comparing the result, and a wrong result makes it fail."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import sample
from csd.database.rows import execute
from csd.demo.company import bench_spec, generate
from csd.installation.embedded.installation import Installation
from csd.models import Attempt
from csd.months import Month
from payroll.exports.month import month_files
from tests.payroll.companies import close_months

ROOT = Path(__file__).resolve().parent.parent.parent
MONTH = Month.parse("2026-07")
pytestmark = pytest.mark.slow


class Measured:
    """A place for one bench's company, servers and results."""

    def __init__(self, place: Path) -> None:
        self.data, self.out = place / "data", place / "out"
        self.company = self.data / "company-50-0-1"

    def run(self, *options: str) -> int:
        """`bench.month 50`; its exit code."""
        hidden = {"PYTEST_XDIST_WORKER", "CSD_REDIS_DB", "CSD_DATA_DIR", "DJANGO_SETTINGS_MODULE"}
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        command = [sys.executable, "-m", "bench.month", "50", "--rounds", "1", "--data", str(self.data), "--out", str(self.out), *options]
        return subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL).returncode

    @property
    def result(self) -> dict[str, Any]:
        """What the last run kept."""
        kept: dict[str, Any] = json.loads((self.out / "month-50-0.json").read_text(encoding="utf-8"))
        return kept


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    """A company of 50, loaded and closed by the bench; as root its servers' files lie outside the temporary folder."""
    if "DATABASE_URL" in os.environ:
        pytest.skip("starts servers of its own")
    bench = Measured(tmp_path_factory.mktemp("bench"))
    try:
        assert bench.run() == 0
        yield bench
    finally:
        Installation(bench.data / "month-50-0").remove()


@pytest.fixture
def closed(db: None, tmp_path: Path) -> tuple[Attempt, Path]:
    """The bench's company of 60 as the tests close it, and its folder."""
    generate(tmp_path, bench_spec(60))
    return close_months(tmp_path, MONTH, 1)[0], tmp_path


def tampered(folder: Path) -> Path:
    """A copy in which the first completed sale sold for ten thousand yuan more."""
    copy = shutil.copytree(folder, folder.with_name("tampered"), dirs_exist_ok=True)
    header, *rows = (copy / "sales.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    index = next(i for i, row in enumerate(rows) if ",completed,sale," in row and ",E000" in row)
    cells = rows[index].split(",")
    cells[header.split(",").index("amount")] = "99999.99"
    rows[index] = ",".join(cells)
    (copy / "sales.csv").write_text("".join([header, *rows]), encoding="utf-8")
    return copy


def test_a_small_company_is_made_loaded_closed_and_found_equal_to_the_oracle(measured: Measured) -> None:
    found = measured.result
    assert found["compared"] == {"with": "the oracle, three files byte for byte", "result": "equal"}
    assert found["close"]["slips"] > 40
    assert found["close"]["statements"]["per_chunk"]["slips"][1] < 100
    assert found["memory_mb"]["worker"] > 0
    assert found["floor"]["seconds"] > 0


def test_the_bench_leaves_no_process_behind(measured: Measured) -> None:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # processes come and go
            assert str(measured.data).encode() not in path.read_bytes()


def test_a_result_that_is_not_the_oracles_makes_the_bench_fail(measured: Measured) -> None:
    other = tampered(measured.company)
    assert measured.run("--reuse", "--oracle-company", str(other)) == 1
    assert "waterfall.csv" in measured.result["compared"]["result"]


def test_sums_and_sample_of_an_honest_month_differ_in_nothing(closed: tuple[Attempt, Path]) -> None:
    attempt, folder = closed
    assert sample.sums_that_differ(attempt) == []
    assert sample.rows_that_differ(month_files(attempt), folder, MONTH) == []


def test_a_sale_that_changed_is_seen_in_the_sums(closed: tuple[Attempt, Path]) -> None:
    attempt, _folder = closed
    execute(
        "UPDATE payroll_sale SET amount = amount + 1 WHERE id = (SELECT min(id) FROM payroll_sale WHERE status = 'completed'"
        " AND kind = 'sale')"
    )
    assert [line.partition(":")[0] for line in sample.sums_that_differ(attempt)] == ["sales"]


def test_a_punch_that_differs_is_seen_in_the_sample(closed: tuple[Attempt, Path]) -> None:
    attempt, folder = closed
    text = (folder / "punches.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "punches.csv").write_text("".join([text[0], *text[40:]]), encoding="utf-8")
    assert any(line.startswith("scores.csv") for line in sample.rows_that_differ(month_files(attempt), folder, MONTH))
