"""Whole companies load without an error, and a second time change nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from csd.demo.company import Spec, generate
from csd.loading.registry import files_in_order
from tests.csd.loading.books import book
from tests.csd.loading.folders import Folder, everything
from tests.payroll.companies import CASES

SPECS = {
    "plain": Spec(employees=20, months=2, seed=3, orders_per_agent=10),
    "with all that is odd": Spec(employees=30, months=2, seed=4, orders_per_agent=10, odd=0.5, wide=True, roles=True, policy=True),
}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS.keys())
def test_a_made_up_company_loads_and_then_nothing_is_new(folder: Folder, tmp_path: Path, spec: Spec) -> None:
    folder.path = tmp_path / "made"
    generate(folder.path, spec)
    first = folder.load()
    before = everything()
    again = folder.load()
    assert (first.rows == first.changes, again.batch_id, again.rows, everything()) == (True, None, first.rows, before)


@pytest.mark.parametrize("case", ["a", "b", "c"])
def test_a_worked_case_loads_and_then_nothing_is_new(folder: Folder, case: str) -> None:
    folder.path = CASES / case
    first, again = folder.load(), folder.load()
    assert (first.rows == first.changes, first.ignored, again.batch_id) == (True, ["movements.csv"], None)


def test_a_company_of_workbooks_is_the_one_of_csv(folder: Folder, tmp_path: Path) -> None:
    folder.path = CASES / "c"
    folder.load()
    folder.path = tmp_path / "books"
    shutil.copytree(CASES / "c", folder.path)
    for name in [spec.name for spec in files_in_order()]:
        file = folder.path / f"{name}.csv"
        if file.exists():
            book(file.with_suffix(".xlsx"), *[line.split(",") for line in file.read_text().splitlines()])
            file.unlink()
    assert folder.load().batch_id is None
