"""How the code is laid out (docs/architecture): what a room may import, what it may name, how long things are."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.everything import WHOLE_RUN

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("csd", "duty", "attendance", "payroll", "hazmat")
PURE = {"csd.months", "csd.money", "csd.keys", "csd.formula", "csd.policy.parameters"}
THIN = ("views", "forms", "admin", "administration", "api", "tasks")
# what lies at the root of an app: faces that Django looks for, and what the app registers; everything else is in a package by subject
FACES = {"__init__", "admin", "apps", "models", "registrations", "rights", "urls"}
# csd is the project package as well: settings, entry points, and the words that everybody speaks
OF_THE_PROJECT = {"celery", "errors", "faultpoints", "formats", "formula", "keys", "money", "months", "registry", "settings", "wsgi"}
IMPORTS_MAX = 12
REASON = re.compile(r"^# many imports: \S.{10,}$", re.MULTILINE)
LINES_MAX = 500
FUNCTION_LINES_MAX = 70


@cache
def source(path: Path) -> str:
    """A file, read once."""
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """A file, parsed once."""
    return ast.parse(source(path))


@cache
def files(*rooms: str) -> tuple[Path, ...]:
    """The project's own Python files, of these rooms or of all; a room is a file or a package of that name."""
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
    return tuple(path for path in found if not rooms or path.stem in rooms or set(path.relative_to(ROOT).parent.parts) & set(rooms))


def name_of(path: Path) -> str:
    """The file as people name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def imports(path: Path) -> frozenset[str]:
    """The modules a file imports, dotted."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names if f"{node.module}.{alias.name}" == "csd.models")
    return frozenset(found)


def is_pure(module: str) -> bool:
    """Whether a rule may import it: the standard library, values of our own, or another rule."""
    return module.split(".", maxsplit=1)[0] in sys.stdlib_module_names or module in PURE or "rules" in module.split(".")


def broken(paths: Iterable[Path], problem: Callable[[Path], object]) -> dict[str, object]:
    """File → what is wrong with it, for those where something is."""
    return {name_of(path): found for path in paths if (found := problem(path))}


def test_rules_import_only_the_standard_library_and_values() -> None:
    assert broken(files("rules"), lambda path: [module for module in imports(path) if not is_pure(module)]) == {}


def test_the_values_that_rules_use_are_pure_themselves() -> None:
    values = [ROOT / f"{module.replace('.', '/')}.py" for module in sorted(PURE)]
    assert broken(values, lambda path: [module for module in imports(path) if not is_pure(module)]) == {}


def test_thin_rooms_leave_rows_to_services_and_selectors() -> None:
    assert broken(files(*THIN), lambda path: [sign for sign in (".objects", ".save(") if sign in source(path)]) == {}


def test_files_stay_short() -> None:
    assert broken(files(), lambda path: len(source(path).splitlines()) > LINES_MAX) == {}


def test_functions_stay_short() -> None:
    def long_ones(path: Path) -> list[str]:
        functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        return [node.name for node in functions if (node.end_lineno or 0) - node.lineno > FUNCTION_LINES_MAX]

    assert broken(files(), long_ones) == {}


def test_no_error_is_swallowed_silently() -> None:
    def swallowed(path: Path) -> list[int]:
        handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
        broad = [
            node
            for node in handlers
            if node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        ]
        return [node.lineno for node in broad if all(isinstance(line, ast.Pass) for line in node.body)]

    assert broken(files(), swallowed) == {}


def test_the_history_is_stamped_in_one_place() -> None:
    assert [name_of(path) for path in files() if "pghistory.context(" in path.read_text(encoding="utf-8")] == ["csd/access/acting.py"]


# whoever calls these checks who acts: a step of another service, or the owner of one's own exports
CALLED_BY_A_SERVICE = {
    "start_attempt", "end_delegations_of", "wait_for_same_form", "entered_before", "keep_entry", "ask_export", "cancel_export",
    "take_export",
    "start",  # of csd.jobs: the app that owns a kind of job says who may start it
}  # fmt: skip


@pytest.mark.parametrize("path", files("services"), ids=name_of)
def test_whoever_acts_in_a_service_goes_through_acting(path: Path) -> None:
    functions = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    ways = {node.name for node in functions if node.name.startswith("_") and "acting(" in ast.unparse(node)} | {"acting", "agree_to"}
    by_people = [node for node in functions if {"actor", "by", "giver"} & {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}]
    public = [node for node in by_people if not node.name.startswith("_") and node.name not in CALLED_BY_A_SERVICE]
    assert [node.name for node in public if not any(f"{way}(" in ast.unparse(node) for way in ways)] == []


@pytest.mark.parametrize("path", [path for path in files() if path.name != "form_fields.py"], ids=name_of)
def test_days_amounts_and_quantities_of_forms_are_those_that_all_forms_have(path: Path) -> None:
    assert not re.search(r"\bforms\.(Date|Decimal|Float)Field\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("app", APPS)
def test_at_the_root_of_an_app_lie_only_its_faces(app: str) -> None:
    allowed = FACES | (OF_THE_PROJECT if app == "csd" else set())
    assert {path.stem for path in (ROOT / app).glob("*.py")} - allowed == set()


def test_a_file_that_imports_much_of_ours_says_why() -> None:
    def much(path: Path) -> int:
        ours = {module for module in imports(path) if module.split(".", maxsplit=1)[0] in APPS}
        return len(ours) if len(ours) > IMPORTS_MAX and not REASON.search(source(path)) else 0

    assert broken([path for path in files() if path.stem not in FACES], much) == {}


def test_inside_csd_nothing_passes_through_the_face() -> None:
    inside = [path for path in files() if path.relative_to(ROOT).parts[0] == "csd"]
    assert broken(inside, lambda path: "csd.models" in imports(path)) == {}


def test_what_runs_apart_lies_where_it_is_looked_for() -> None:
    marked = {
        (mark, name_of(path))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for mark in re.findall(r"\bmark\.(browser|faults|whole_run)\b", source(path))
    }
    apart = {"browser": "tests/browser/", "faults": "tests/faults/", "whole_run": WHOLE_RUN}
    assert [(mark, name) for mark, name in marked if not name.startswith(apart[mark])] == []
    assert set(apart) == {mark for mark, _name in marked}
