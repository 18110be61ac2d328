"""Rows of CSV text, streamed: no line and no cell is longer in memory than its limit, whatever the file.

Text is read in blocks of whole lines. A block without quotes goes through the csv module in one call; one with quotes row by
row, since cells may then span lines and blocks, and an error has to name the line its row begins in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from django.utils.translation import gettext_noop as _

from csd.loading.issues import ROW, Bad

LINE_MAX = 1 << 20
BLOCK = 1 << 18

_LINE_END = re.compile(r"\r\n|\n|\r")

LONG_LINE = _("is longer than %(limit)s characters")
CUT_OFF = _("opens a quote that is never closed: the file was cut off, or a quote is missing")
LONG_CELL = _("has a cell longer than %(limit)s characters; perhaps a quote is never closed. The rest of the file was not read")
STRAY_QUOTE = _("has text after a closing quote; a quote inside a cell is written twice")

# receives the line, FILE or ROW or a column, and what is wrong
Problem = Callable[[int, str, Bad], None]
# the line in which each row begins, and the rows
Batch = tuple[Sequence[int], list[list[str]]]


def read_csv(text: TextIO, problem: Problem) -> Iterator[Batch]:
    """Batches of rows that have cells. What is not CSV goes to `problem`; after a quote that is never closed nothing more comes."""
    begins = 1
    while block := _block(text):
        rows = _simple_rows(block)
        if rows is not None:
            lines: Sequence[int] = range(begins, begins + len(rows))
            begins += len(rows)
            if not all(rows):
                lines = [line for line, cells in zip(lines, rows, strict=True) if cells]
                rows = [cells for cells in rows if cells]
            yield lines, rows
        else:
            careful = _Careful(block, text, begins, problem)
            yield careful.batch()
            begins = careful.line + 1
            if careful.lost:
                return


def _block(text: TextIO) -> str:
    """About BLOCK characters, to the end of a line unless that is far away."""
    block = text.read(BLOCK)
    return block if block.endswith("\n") else block + text.readline(LINE_MAX)


def _simple_rows(block: str) -> list[list[str]] | None:
    """A row for each line; None where a line may not be a row: quotes, mixed line ends, lines or cells that are too long."""
    returns = block.count("\r")
    if '"' in block or len(block) >= LINE_MAX or (returns and returns != block.count("\r\n")):
        return None
    try:
        return list(csv.reader(block.removesuffix("\n").split("\n"), strict=True))
    except csv.Error:
        return None


class _Careful:
    """Reads the rows that begin in one block, on into the text after it where a quoted cell does."""

    def __init__(self, block: str, text: TextIO, begins: int, problem: Problem) -> None:
        self._block, self._place, self._text, self._problem = block, 0, text, problem
        self._begins, self.line, self.lost = begins, begins - 1, False

    def batch(self) -> Batch:
        """The rows, with the lines they begin in."""
        lines: list[int] = []
        rows: list[list[str]] = []
        reader = csv.reader(iter(self._next_line, ""), strict=True)
        while self._place < len(self._block) and not self.lost:
            self._begins = self.line + 1
            try:
                cells = next(reader, [])
            except csv.Error as error:
                self._fault(str(error))
            else:
                if cells:
                    lines.append(self._begins)
                    rows.append(cells)
        return lines, rows

    def _next_line(self) -> str:
        """A line that is not too long; empty at the end."""
        while line := self._take():
            self.line += 1
            if len(line) < LINE_MAX or line.endswith(("\n", "\r")):
                return line
            self._problem(self.line, ROW, Bad(LONG_LINE, limit=LINE_MAX))
            while (more := self._take()) and not more.endswith(("\n", "\r")):
                continue
        return ""

    def _take(self) -> str:
        """The next line, or LINE_MAX characters of it, from the block and then from the text."""
        start = self._place
        if start >= len(self._block):
            return self._text.readline(LINE_MAX)
        end = self._end_of_line(start)
        self._place = end or min(start + LINE_MAX, len(self._block))
        taken = self._block[start : self._place]
        return taken if end or len(taken) >= LINE_MAX else taken + self._text.readline(LINE_MAX - len(taken))

    def _end_of_line(self, start: int) -> int:
        """The place after the line that starts there; 0 when the block holds no end of it within LINE_MAX."""
        found = _LINE_END.search(self._block, start, start + LINE_MAX)
        return found.end() if found else 0

    def _fault(self, message: str) -> None:
        if "unexpected end" in message:
            self._problem(self._begins, ROW, Bad(CUT_OFF))
        elif "field limit" in message:
            self._problem(self._begins, ROW, Bad(LONG_CELL, limit=csv.field_size_limit()))
            # over several lines it was a quoted cell, and where it should have ended nobody knows
            self.lost = self.line > self._begins
        else:
            self._problem(self._begins, ROW, Bad(STRAY_QUOTE))
