"""Runs the checks and tests one after the other: `python -m tests.everything fast|check|test|all|faults|one`.

All of them run even if one fails; the last lines say which did. pytest comes last, so that its closing line stays in sight.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
NO_TESTS_COLLECTED = 5

RUFF = {
    "ruff": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
}
LINT = {
    **RUFF,
    "types": [PYTHON, "-m", "mypy"],
    "imports": [PYTHON, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}
SLOW_LINT = {
    "translations": [PYTHON, "manage.py", "messages", "check"],
}
# djlint fails where there is nothing to look at.
if list((ROOT / "templates").rglob("*.html")):
    SLOW_LINT["templates"] = [PYTHON, "-m", "djlint", "templates", "--check", "--lint", "--quiet"]
PYTEST = [PYTHON, "-m", "pytest", "-q"]
QUICK = "not faults and not whole_run and not browser and not thorough and not slow"
# nothing in these folders is quick, and looking for tests there takes both processes seconds
ALL_SLOW = [f"--ignore=tests/{folder}" for folder in ("browser", "faults", "pages")]
USUAL = "not faults and not whole_run and not browser and not thorough"
# named, because looking through all other files takes longer than some of these tests (tests/csd/test_house_rules.py)
WHOLE_RUN, BROWSER = "tests/csd/installation/test_run.py", "tests/browser"
# each process has an installation of its own, which it kills
FAULTS = {"faults": [*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "faults", "tests/faults"]}
# both wait more than they work, for programs that start and for pages: one beside the other, and each file in one process
ENDS = [*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "whole_run or browser", WHOLE_RUN]
APART = ["--ignore=tests/browser", "--ignore=tests/faults"]


def steps_of(purpose: str, words: list[str]) -> dict[str, list[str]]:
    """What is run for a purpose, by name; KeyError for an unknown one."""
    ends = {"ends": ENDS if os.environ.get("BROWSER") == "none" else [*ENDS, BROWSER]}
    return {
        "fast": {**RUFF, "tests": [*PYTEST, "-x", "-m", QUICK, *(tests_of_what_changed() or ["tests/csd/test_house_rules.py"])]},
        "check": {**LINT, "tests": [*PYTEST, "-n", "2", "-m", QUICK, *ALL_SLOW]},
        "test": {**LINT, **SLOW_LINT, **ends, "tests": [*PYTEST, "-n", "2", "-m", USUAL, *APART]},
        "all": {
            **LINT,
            **SLOW_LINT,
            **ends,
            "tests": [*PYTEST, "-n", "2", "-m", "not faults and not whole_run and not browser", *APART, "--cov", "--cov-report=term"],
        },
        "faults": FAULTS,
        "one": {"tests": [*PYTEST, "-x", *words]},
    }[purpose]


def tests_of_what_changed() -> list[str]:
    """The test files that were changed since the last commit, and those of the packages that were."""
    listed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    changed = [Path(line[3:].split(" -> ")[-1].strip('"')) for line in listed]
    found: set[str] = set()
    for path in changed:
        if path.parts[0] == "tests":
            if path.name.startswith("test_") and (ROOT / path).exists():
                found.add(str(path))
            continue
        # csd/lists/paging.py -> tests/csd/lists, else tests/csd
        places = [ROOT / "tests" / Path(*path.parts[:depth]) for depth in range(len(path.parts) - 1, 0, -1)]
        found.update(str(place.relative_to(ROOT)) for place in places[:1] if place.is_dir())
    return sorted(found)


def main(purpose: str, words: list[str]) -> int:
    """Runs what belongs to the purpose; returns the exit code."""
    environment = {**os.environ, "CSD_DATA_DIR": os.environ.get("CSD_DATA_DIR") or str(ROOT / ".data" / "test")}
    if purpose == "all":
        environment["CSD_TESTS"] = "all"
    try:
        results = {name: run(name, command, environment) for name, command in steps_of(purpose, words).items()}
    finally:
        if purpose not in ("fast", "one"):
            stop = [PYTHON, "manage.py", "services", "stop"]
            subprocess.run(stop, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    failed = [name for name, passed in results.items() if not passed]
    print(f"failed: {', '.join(failed)}" if failed else f"{purpose}: all passed", flush=True)
    return 1 if failed else 0


def run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Runs one step with its output in sight and says how long it took."""
    print(f"--- {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    passed = code == 0 or (name == "faults" and code == NO_TESTS_COLLECTED)
    print(f"--- {name} {'passed' if passed else f'FAILED (exit {code})'} in {time.monotonic() - began:.1f} s", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
