"""CONTRIBUTING names what there is: its rows are walked for one sample of each kind of thing to add."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# a kind of thing to add → an example that stands, by the files its row names
SAMPLES = {
    "a page": ("payroll", "costs"),
    "a column in a list": ("payroll", "costs"),
    "a list": ("payroll", "sales"),
    "a right": ("payroll", ""),
    "a payslip line": ("payroll", ""),
    "a policy parameter": ("csd", "policy"),
    "a file of loaded rows": ("hazmat", "store"),
    "an export": ("attendance", "points"),
    "a paper": ("payroll", ""),
    "a sweep": ("attendance", ""),
    "a column of keys or names": ("payroll", "sales"),
    "a subject": ("", ""),
    "a text": ("", ""),
}


def rows() -> dict[str, str]:
    """What to add → what its row says to touch."""
    part = TEXT.split("## To add one, touch these")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| a")]
    return {cell[0]: " ".join(cell[1:]) for cell in cells}


def test_each_kind_of_thing_has_a_sample() -> None:
    assert set(rows()) == set(SAMPLES)


@pytest.mark.parametrize("kind", SAMPLES)
def test_what_a_row_names_is_there_for_its_sample(kind: str) -> None:
    app, subject = SAMPLES[kind]
    paths = re.findall(r"`((?:APP|[a-z_]+)/[^`*…]*)`", rows()[kind])
    named = [path.replace("APP", app or "csd").replace("SUBJECT", subject).replace("NAME", "payslips") for path in paths]
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?)`", TEXT))))
def test_the_tests_it_names_are_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([\w-]+)", TEXT))))
def test_the_commands_it_names_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
