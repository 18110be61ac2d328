"""What a person types that no command understands."""

from __future__ import annotations

import subprocess
import sys

import pytest

from csd.installation.translations import ROOT


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["close_month"], "manage.py close_month: the following arguments are required: MONTH, --as\n"),
        (["explain_month", "2026-07", "--bogus"], "manage.py explain_month: unrecognized arguments: --bogus\n"),
    ],
)
def test_a_command_line_that_cannot_be_read_is_one_line_and_exit_code_1(words: list[str], said: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, said)
