"""Each package says in a few lines what it is and where each thing in it lies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
ROOT: Path = settings.BASE_DIR
PACKAGES = sorted(
    path.parent.relative_to(ROOT).as_posix()
    for app in APPS
    for path in (ROOT / app).glob("*/__init__.py")
    if path.parent.name not in ("migrations", "templatetags")
)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_and_names_all_that_is_in_it(package: str) -> None:
    folder = ROOT / package
    text = (folder / "README.md").read_text(encoding="utf-8")
    inside = {f"`{path.name}`" for path in folder.glob("*.py") if path.name != "__init__.py"}
    inside |= {f"`{path.parent.name}/`" for path in folder.glob("*/__init__.py") if path.parent.name != "commands"}
    assert {name for name in inside if name not in text} == set()
    # a title and a sentence
    assert len(text.split("\n\n")[1]) > 20
    named = [path for line in text.splitlines() if line.startswith("Tests:") for path in re.findall("`(tests/[^`]+)`", line)]
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
