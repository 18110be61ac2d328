"""Setting a document with typst: data in, PDF out. Alone it is a program that does so once and ends: `python payroll/exports/typeset.py`.

A process of its own for each part of a large document: typst keeps what it has set for the next time, nearly 1 MB a payslip
(measured: a worker had 2.3 GB after 5,000 of them), and a process that ends gives it back.
"""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import typst

LIMIT_SECONDS = 600


@functools.cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[Path(folder) for folder in folders])


def typeset(template: Path, given: str, fonts: Sequence[Path], *, tagged: bool = False) -> bytes:
    """The document of a template with `given` (JSON) as data; `tagged` for programs that read it aloud.

    The template may read files of the first folder of fonts and no others. RuntimeError for a template that typst refuses.
    """
    compiler = typst.Compiler(template.read_bytes(), root=fonts[0], font_paths=_fonts(tuple(map(str, fonts))), sys_inputs={"given": given})
    return cast("bytes", compiler.compile(format="pdf", pdf_tags=tagged))


def typeset_apart(template: Path, given: str, fonts: Sequence[Path]) -> bytes:
    """The same in a process of its own; CalledProcessError where it fails."""
    command = [sys.executable, str(Path(__file__)), str(template), *map(str, fonts)]
    return subprocess.run(command, input=given.encode(), stdout=subprocess.PIPE, check=True, timeout=LIMIT_SECONDS).stdout


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(Path(sys.argv[1]), sys.stdin.buffer.read().decode(), [Path(folder) for folder in sys.argv[2:]]))
