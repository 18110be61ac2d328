"""`python -m tests.csd.loading.child DATABASE ARGUMENT...`: manage.py in a process of its own, on the database of a test.

At its end it writes the most memory that it took to standard error, in MB, where CSD_TEST_MEMORY is set.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import django
from django.core.management import execute_from_command_line
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


def main(database: str, *arguments: str) -> None:
    """Point Django at the database and hand the rest to it."""
    django.setup()
    connection.settings_dict["NAME"] = database
    try:
        execute_from_command_line(["manage.py", *arguments])
    finally:
        if "CSD_TEST_MEMORY" in os.environ:
            # not ru_maxrss, in which the parent's memory at the fork counts too
            (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
            sys.stderr.write(f"{int(peak) // 1024} MB\n")


def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """A child that runs a command of manage.py, its output piped."""
    command = [sys.executable, "-m", "tests.csd.loading.child", connection.settings_dict["NAME"], *map(str, arguments)]
    plain = {name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL", "LC_MESSAGES"}}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=plain | {"DJANGO_SETTINGS_MODULE": "tests.settings", "LANG": "C.UTF-8"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: object, **environment: str) -> tuple[int, str, str]:
    """The same, to its end: exit code, standard output, standard error."""
    child = start(*arguments, **environment)
    output, errors = child.communicate(timeout=300)
    return child.returncode, output, errors


if __name__ == "__main__":
    main(*sys.argv[1:])
