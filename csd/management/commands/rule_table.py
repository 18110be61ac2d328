"""`rule_table [--check]`: docs/rules.md from the code: rule id → function → test."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
# what only makes up data, and this page's own maker
ASIDE = frozenset({"migrations", "demo", "rule_table.py"})
RULE = re.compile(r"\b([ODHSPA])(\d{1,2})([bB]?)\b")
SPAN = re.compile(r"\b([ODHSPA])(\d{1,2})[-–][ODHSPA](\d{1,2})\b")
HEAD = """# Rules in the code

Made by `manage.py rule_table` from docstrings and test names: rule of the rule book → function → test. A test fails when it is out of date.

| rule | functions | tests |
|---|---|---|
"""


class Command(BaseCommand):
    """Writes the table, or says that it is out of date."""

    help = "Writes docs/rules.md from the code; --check only compares."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check`."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        file, text = settings.BASE_DIR / "docs" / "rules.md", table(settings.BASE_DIR)
        if not options["check"]:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError("docs/rules.md is out of date: run manage.py rule_table.")


def table(root: Path) -> str:
    """The whole page."""
    functions: dict[str, list[str]] = defaultdict(list)
    tests: dict[str, list[str]] = defaultdict(list)
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if not ASIDE.intersection(path.parts):
                _collect(path, root, functions)
    for path in sorted((root / "tests").rglob("test_*.py")):
        _collect(path, root, tests, named="test_")
    rows = [f"| {rule} | {_cell(functions[rule])} | {_cell(tests[rule])} |" for rule in sorted(functions, key=_order)]
    return HEAD + "\n".join(rows) + "\n"


def _collect(path: Path, root: Path, found: dict[str, list[str]], named: str = "") -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.startswith(named):
            words = " ".join(_words(node))
            for rule in sorted(set(rules_in(words)), key=_order):
                found[rule].append(f"`{path.relative_to(root)}:{node.name}`")


def _words(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    yield ast.get_docstring(node) or ""
    yield from (part.upper() if part[:1] in "odhspa" and part[1:2].isdigit() else "" for part in node.name.split("_"))
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            yield from (arg.value for arg in decorator.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def rules_in(words: str) -> Iterator[str]:
    """The rule ids in a text; `A1-A3` means all of them."""
    for letter, first, last in SPAN.findall(words):
        yield from (f"{letter}{number}" for number in range(int(first), int(last) + 1))
    yield from ("".join(parts).replace("B", "b") for parts in RULE.findall(words))


def _order(rule: str) -> tuple[str, int, str]:
    return rule[0], int(re.sub(r"\D", "", rule)), rule


def _cell(entries: list[str]) -> str:
    return "<br>".join(dict.fromkeys(entries)) or "–"
