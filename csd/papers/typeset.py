"""Setting a document with typst: data in, PDF out. Alone it is a program that does so once and ends: `python csd/papers/typeset.py`.

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
    """The document of a template, in the frame that lies beside it, with `given` (JSON) as data; `tagged` for programs that read aloud.

    The template may read files of the first folder of fonts and no others. RuntimeError for a template that typst refuses.
    """
    compiler = typst.Compiler(_in_frame(template), root=fonts[0], font_paths=_fonts(tuple(map(str, fonts))), sys_inputs={"given": given})
    return cast("bytes", compiler.compile(format="pdf", pdf_tags=tagged))


def _in_frame(template: Path) -> bytes:
    frame = template.with_name("frame.typ")
    return frame.read_bytes() + b"\n" + template.read_bytes() if frame.exists() else template.read_bytes()


def typeset_apart(template: Path, given: str, fonts: Sequence[Path]) -> bytes:
    """The same in a process of its own; CalledProcessError where it fails."""
    command = [sys.executable, str(Path(__file__)), str(template), *map(str, fonts)]
    return subprocess.run(command, input=given.encode(), stdout=subprocess.PIPE, check=True, timeout=LIMIT_SECONDS).stdout


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(Path(sys.argv[1]), sys.stdin.buffer.read().decode(), [Path(folder) for folder in sys.argv[2:]]))
