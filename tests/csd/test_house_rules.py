"""How the code is laid out (docs/architecture): what a room may import, what it may name, how long things are."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
PURE = {"csd.months", "csd.money", "csd.formula", "csd.policy.parameters"}
THIN = ("views", "forms", "admin", "administration", "api", "tasks")
# what lies at the root of an app: faces that Django looks for, and what the app registers; everything else is in a package by subject
FACES = {"__init__", "admin", "apps", "models", "registrations", "rights", "urls"}
# csd is the project package as well: settings, entry points, and the words that everybody speaks
OF_THE_PROJECT = {"celery", "errors", "faultpoints", "formats", "formula", "money", "months", "registry", "settings", "wsgi"}
IMPORTS_MAX = 12
REASON = re.compile(r"^# many imports: \S.{10,}$", re.MULTILINE)
LINES_MAX = 500
FUNCTION_LINES_MAX = 70


def files(*rooms: str) -> list[Path]:
    """The project's own Python files, of these rooms or of all; a room is a file or a package of that name."""
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return [path for path in found if not rooms or path.stem in rooms or set(path.relative_to(ROOT).parent.parts) & set(rooms)]


def name_of(path: Path) -> str:
    """The file as a test id."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """The modules a file imports, dotted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names if f"{node.module}.{alias.name}" == "csd.models")


def is_pure(module: str) -> bool:
    """Whether a rule may import it: the standard library, values of our own, or another rule."""
    return module.split(".", maxsplit=1)[0] in sys.stdlib_module_names or module in PURE or "rules" in module.split(".")


@pytest.mark.parametrize("path", files("rules"), ids=name_of)
def test_rules_import_only_the_standard_library_and_values(path: Path) -> None:
    assert [module for module in imports(path) if not is_pure(module)] == []


@pytest.mark.parametrize("path", [ROOT / f"{module.replace('.', '/')}.py" for module in sorted(PURE)], ids=name_of)
def test_the_values_that_rules_use_are_pure_themselves(path: Path) -> None:
    assert [module for module in imports(path) if not is_pure(module)] == []


@pytest.mark.parametrize("path", files(*THIN), ids=name_of)
def test_thin_rooms_leave_rows_to_services_and_selectors(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ".objects" not in text
    assert ".save(" not in text


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES_MAX
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno > FUNCTION_LINES_MAX] == []


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_no_error_is_swallowed_silently(path: Path) -> None:
    handlers = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ExceptHandler)]
    broad = [
        node
        for node in handlers
        if node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
    ]
    assert [node.lineno for node in broad if all(isinstance(line, ast.Pass) for line in node.body)] == []


@pytest.mark.parametrize("app", APPS)
def test_at_the_root_of_an_app_lie_only_its_faces(app: str) -> None:
    allowed = FACES | (OF_THE_PROJECT if app == "csd" else set())
    assert {path.stem for path in (ROOT / app).glob("*.py")} - allowed == set()


@pytest.mark.parametrize("path", [path for path in files() if path.stem not in FACES], ids=name_of)
def test_a_file_that_imports_much_of_ours_says_why(path: Path) -> None:
    ours = {module for module in imports(path) if module.split(".", maxsplit=1)[0] in APPS}
    assert len(ours) <= IMPORTS_MAX or REASON.search(path.read_text(encoding="utf-8"))


def test_inside_csd_nothing_passes_through_the_face() -> None:
    through = [name_of(path) for path in files() if path.parts[len(ROOT.parts)] == "csd" and "csd.models" in set(imports(path))]
    assert through == []
