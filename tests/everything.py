"""Runs the checks and tests one after the other: `python -m tests.everything check|test|faults`.

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

LINT = {
    "ruff": [PYTHON, "-m", "ruff", "check", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
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
# nothing in these folders is quick, and looking for tests there takes both processes seconds
ALL_SLOW = [f"--ignore=tests/{folder}" for folder in ("browser", "faults", "pages")]
FAST = {"tests": [*PYTEST, "-n", "2", "-m", "not faults and not whole_run and not browser and not slow", *ALL_SLOW]}
FULL = {"tests": [*PYTEST, "-n", "2", "-m", "not faults and not whole_run and not browser", "--cov", "--cov-report=term"]}
WHOLE_RUN = {"run": [*PYTEST, "-m", "whole_run"]}
BROWSER = {"browser": [*PYTEST, "-m", "browser"]}
FAULTS = {"faults": [*PYTEST, "-m", "faults"]}


def main(purpose: str) -> int:
    """Runs what belongs to the purpose; returns the exit code."""
    full = {**LINT, **SLOW_LINT, **WHOLE_RUN, **({} if os.environ.get("BROWSER") == "none" else BROWSER), **FULL}
    steps = {"check": {**LINT, **FAST}, "test": full, "faults": FAULTS}[purpose]
    environment = {**os.environ, "CSD_DATA_DIR": os.environ.get("CSD_DATA_DIR") or str(ROOT / ".data" / "test")}
    try:
        results = {name: run(name, command, environment) for name, command in steps.items()}
    finally:
        subprocess.run([PYTHON, "manage.py", "services", "stop"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    failed = [name for name, passed in results.items() if not passed]
    print(f"failed: {', '.join(failed)}" if failed else f"{purpose}: all passed", flush=True)
    return 1 if failed else 0


def run(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Runs one step with its output in sight and says how long it took."""
    print(f"--- {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    passed = code == 0 or (name in {"browser", "faults", "run"} and code == NO_TESTS_COLLECTED)
    print(f"--- {name} {'passed' if passed else f'FAILED (exit {code})'} in {time.monotonic() - began:.1f} s", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
