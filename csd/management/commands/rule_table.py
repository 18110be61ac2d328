"""`rule_table [--check]`: docs/rules.md from the rule book and the code: rule, its functions, its tests.

The rules are the headings of docs/rulebook.md. A citation of any other rule is an error, named by file and line.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from csd.management.shared import Command as Base
from csd.management.shared import Reasons

APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
# what only makes up data, and this page's own maker
ASIDE = frozenset({"migrations", "demo", "rule_table.py"})
HEADING = re.compile(r"^### ([A-Z]\d+[a-z]?) (.+)$", re.MULTILINE)
SPAN = re.compile(r"\b[A-Z]\d+[a-z]?(?:[-–]| to )[A-Z]\d+[a-z]?\b")
CITED = re.compile(r"\b([A-Z]\d+[a-z]?)(?:(?:[-–]| to )([A-Z]\d+[a-z]?))?\b")
# the numbers of attacks look like rules; A4 is also a paper
NO_RULES = re.compile(r"\battacks? [A-Z]\d+(?:(?:, | and )[A-Z]\d+)*|\bA4 (?:page|paper)")
# in a test's name only what stands at its beginning: `test_a5_a7_p11_unpaid_days`, `test_p1_to_p16_a_slip`
IN_NAMES = re.compile(r"test_((?:[a-z]\d+[a-z]?_(?:to_)?)+)")
HEAD = """# Rules in the code

Made by `manage.py rule_table`: every rule of the [rule book](rulebook.md), the modules, functions and classes whose docstrings cite it, and the
tests whose names or docstrings do. A test fails when this page is out of date, or when the code cites a rule that is not in the book.
"""  # noqa: E501


class Entry(NamedTuple):
    """A text that may cite rules: of a function, class or test, of a module (without a name), or a comment (None)."""

    path: str
    line: int
    name: str | None
    text: str


@dataclass
class Found:
    """Who cites which rule, in the product and in tests; and citations of rules that are not in the book: path, line, rule."""

    functions: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    tests: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    strangers: set[tuple[str, int, str]] = field(default_factory=set)


class Command(Base):
    """Writes the table, or says that it is out of date."""

    help = "Writes docs/rules.md from the rule book and the code; --check only compares."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check`."""
        parser.add_argument("--check", action="store_true")

    def work(self, **options: Any) -> None:
        """Write or compare."""
        file, text = settings.BASE_DIR / "docs" / "rules.md", table(settings.BASE_DIR)
        if not options["check"]:
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            raise CommandError("docs/rules.md is out of date: run manage.py rule_table.")


def table(root: Path) -> str:
    """The whole page; Reasons names the citations of rules that are not in the book."""
    rules = rules_of_the_book(root)
    found = _look(root, rules)
    if found.strangers:
        raise Reasons("\n".join(f"{path}:{line}: {rule} is no rule of docs/rulebook.md" for path, line, rule in sorted(found.strangers)))
    missing = (
        f"- Without a function: {', '.join(rule for rule in rules if not found.functions[rule]) or 'none'}",
        f"- Without a test: {', '.join(rule for rule in rules if not found.tests[rule]) or 'none'}",
    )
    parts = (
        f"## [{rule}](rulebook.md#{_anchor(f'{rule} {title}')}) {title}\n\n"
        f"{_list('Functions', found.functions[rule])}\n{_list('Tests', found.tests[rule])}"
        for rule, title in rules.items()
    )
    return "\n".join((HEAD, *missing, "", *parts))


def rules_of_the_book(root: Path) -> dict[str, str]:
    """Rule → title, as the headings of docs/rulebook.md have them."""
    return dict(HEADING.findall((root / "docs" / "rulebook.md").read_text(encoding="utf-8")))


def rules_in(text: str, rules: Iterable[str]) -> list[str]:
    """The rules that a text cites, in the book or not; `A1-A3` and `A1 to A3` mean all of the book from the one to the other."""
    book = list(rules)
    chapters = {rule[0] for rule in book}
    cited: dict[str, None] = {}
    for first, last in CITED.findall(NO_RULES.sub("", text)):
        if first in book and last in book:
            cited.update(dict.fromkeys(book[book.index(first) : book.index(last) + 1]))
        elif first[0] in chapters:
            cited.update(dict.fromkeys(filter(None, (first, last))))
    return list(cited)


def _look(root: Path, rules: Mapping[str, str]) -> Found:
    found = Found()
    code = [path for app in APPS for path in sorted((root / app).rglob("*.py")) if not ASIDE.intersection(path.relative_to(root).parts)]
    tests = sorted((root / "tests").rglob("test_*.py"))
    for path, by_rule in (*((path, found.functions) for path in code), *((path, found.tests) for path in tests)):
        for entry in _entries(path, path.relative_to(root).as_posix(), tests=by_rule is found.tests):
            cited = rules_in(entry.text, rules)
            found.strangers.update((entry.path, entry.line, rule) for rule in cited if rule not in rules)
            # of a module `A1-A10` says what it is about, not that there is something for each
            listed = rules_in(SPAN.sub("", entry.text), rules) if entry.name == "" else cited if entry.name else ()
            for rule in listed:
                by_rule[rule].append(entry)
    return found


def _entries(path: Path, shown: str, *, tests: bool) -> list[Entry]:
    """Every text of a file that may cite rules, in order. Of tests nothing else is looked at: made-up people are called A1 too."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    entries = [Entry(shown, line, "", text) for line, text in _docstring(tree)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and (not tests or node.name.startswith("test_")):
            entries += [Entry(shown, line, node.name, text) for line, text in (*_docstring(node), *_beside(node))]
    if not tests:
        comments = (token for token in tokenize.generate_tokens(io.StringIO(source).readline) if token.type == tokenize.COMMENT)
        entries += [Entry(shown, token.start[0], None, token.string) for token in comments if "noqa" not in token.string]
    return sorted(entries, key=lambda entry: entry.line)


def _docstring(node: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[tuple[int, str]]:
    """The lines of a docstring with their numbers."""
    match node.body:
        case [ast.Expr(value=ast.Constant(value=str(text)), lineno=first), *_]:
            yield from enumerate(text.split("\n"), first)


def _beside(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[tuple[int, str]]:
    """What a decorator gives as text, such as `@line("P2")`, and what a test is called by."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            yield from ((arg.lineno, arg.value) for arg in decorator.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
    if named := IN_NAMES.match(node.name):
        yield node.lineno, " ".join(part if part == "to" else part[0].upper() + part[1:] for part in named[1].rstrip("_").split("_"))


def _list(heading: str, entries: Iterable[Entry]) -> str:
    """A paragraph: each file with the names in it; `none` where there is nothing."""
    by_path: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in entries:
        by_path[entry.path][f"`{entry.name}`" if entry.name else "the whole module"] = None
    lines = [f"- `{path}`: {', '.join(names)}" for path, names in by_path.items()]
    return f"{heading}:\n\n" + "\n".join(lines) + "\n" if lines else f"{heading}: none\n"


def _anchor(heading: str) -> str:
    """The address that a heading of a page has."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
