#!/usr/bin/env python
"""Runs the commands of the product; FORMATS: exit 0 on success, 1 with one line per problem."""

import importlib.util
import os
import sys
from pathlib import Path

VENV_PYTHON = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def main() -> None:
    """Hands the command line to Django, in the project's own environment."""
    if importlib.util.find_spec("django") is None:
        _start_again_in_venv()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csd.settings")
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 (only there once the environment is right)
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    from csd.installation.embedded import EmbeddedError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except (EmbeddedError, ImproperlyConfigured, OperationalError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(" ".join(str(error).split()))


def _start_again_in_venv() -> None:
    if not VENV_PYTHON.exists() or Path(sys.prefix).resolve() == VENV_PYTHON.parent.parent:
        sys.exit("Nothing is installed yet: run 'make setup' first.")
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])  # noqa: S606 (the same program under the right Python)


if __name__ == "__main__":
    main()
