"""Rows of a file to the text that COPY takes, a batch at a time and column by column; every error of every cell on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, repeat
from typing import Protocol

from django.utils.translation import gettext_noop as _

from csd.keys import Unfit
from csd.loading.issues import ROW, Bad, Issues
from csd.loading.kinds import ESCAPES, NULL, Reader
from csd.loading.known import KEY_MAX, KeySet, KnownKeys, is_plain
from csd.loading.lines import Batch, Problem
from csd.loading.specs import Column, FolderFile
from csd.months import Month

UNKNOWN_COLUMNS_MAX = 20
# files that others refer to: their keys are kept in memory
KEYS_MAX = 1_000_000

NO_HEADER = _("is empty: the first line must name the columns %(columns)s")
UNKNOWN_COLUMN = _("is no column of this file; its columns are %(columns)s")
MISSING_COLUMN = _("is missing in the first line; the columns are %(columns)s")
TWICE = _("stands twice in the first line")
MORE_COLUMNS = _("%(count)s further columns are unknown too")
CELLS = _("has %(cells)s cells where the first line has %(columns)s; the file may be cut off, or a separator be missing")
TOO_MANY = _("There are more than %(limit)s rows; no company is that large")


class Source(Protocol):
    """A CsvSource or a SheetSource."""

    sha256: str
    unfinished: bool

    def examine(self, problem: Problem) -> bool:
        """Look at the file; False when there is nothing to read."""

    def batches(self, problem: Problem) -> Iterator[Batch]:
        """Its rows in batches, the header first."""


class FileParser:
    """One file of one load. `open` reads the header, then `chunks` the rows; the others tell about them afterwards."""

    def __init__(self, file: FolderFile, source: Source, errors: Issues, known: KnownKeys) -> None:
        self.file, self.spec, self._source, self._errors, self._known = file, file.spec, source, errors, known
        self.rows = self.last_line = 0
        self.columns: list[Column] = []
        # those in which something was read otherwise than it is written
        self.rewritten: set[str] = set()
        self._readers: list[tuple[int, Column, Reader]] = []
        self._width = 0
        self._batches: Iterator[Batch] = iter(())

    def problem(self, line: int, column: str, bad: Bad) -> None:
        """Note an error of this file."""
        self._errors.add(self.file.place, line, column, bad)

    def open(self) -> bool:
        """Read the header; False where the rows cannot be understood."""
        before = self._errors.count
        if not self._source.examine(self.problem):
            return False
        line, header, self._batches = with_header(self._source.batches(self.problem))
        if not header:
            if self._errors.count == before:
                self.problem(1, ROW, Bad(NO_HEADER, columns=self._names()))
            return False
        return self._understand(line, header)

    def _names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.spec.columns)

    def _understand(self, line: int, header: list[str]) -> bool:
        columns = {column.name: column for column in self.spec.columns}
        strangers = [name for name in header if name not in columns]
        doubles = sorted({name for name in header if name in columns and header.count(name) > 1}) if len(header) < 2 * len(columns) else []
        missing = [column.name for column in self.spec.columns if column.name not in header and not column.further]
        for name in strangers[:UNKNOWN_COLUMNS_MAX]:
            self.problem(line, name or '""', Bad(UNKNOWN_COLUMN, columns=self._names()))
        if len(strangers) > UNKNOWN_COLUMNS_MAX:
            self.problem(line, ROW, Bad(MORE_COLUMNS, count=len(strangers) - UNKNOWN_COLUMNS_MAX))
        for name in missing:
            self.problem(line, name, Bad(MISSING_COLUMN, columns=self._names()))
        for name in doubles:
            self.problem(line, name, Bad(TWICE))
        self._width = len(header)
        self._readers = [(place, columns[name], self._reader(columns[name])) for place, name in enumerate(header) if name in columns]
        self.columns = [column for _place, column, _reader in self._readers]
        return not missing and not doubles and len(strangers) <= UNKNOWN_COLUMNS_MAX

    def _reader(self, column: Column) -> Reader:
        return column.kind.reader(self.spec.model_field(column), self.spec.empty_text(column), self._known)

    def chunks(self) -> Iterator[bytes]:
        """The rows without errors as COPY takes them: line, then `columns`, each `as_written` one followed by what the file says."""
        for lines, rows in self._batches:
            self.rows += len(rows)
            self.last_line = lines[-1] if lines else self.last_line
            text = self._text(*self._of_right_width(lines, rows))
            if text:
                yield text.encode()

    def _of_right_width(self, lines: Sequence[int], rows: list[list[str]]) -> Batch:
        width = self._width
        if set(map(len, rows)) <= {width}:
            return lines, rows
        for line, cells in zip(lines, rows, strict=True):
            if len(cells) != width:
                self.problem(line, ROW, Bad(CELLS, cells=len(cells), columns=width))
        good = [(line, cells) for line, cells in zip(lines, rows, strict=True) if len(cells) == width]
        return [line for line, _cells in good], [cells for _line, cells in good]

    def _text(self, lines: Sequence[int], rows: list[list[str]]) -> str:
        if not rows:
            return ""
        by_place = list(zip(*rows, strict=True))
        wrong: set[int] = set()
        columns: list[Iterable[str]] = [map(str, lines)]
        for place, column, reader in self._readers:
            read = self._column(column, reader, by_place[place], lines, wrong)
            columns.append(read)
            if column.kind.as_written:
                columns.append(self._as_written(column, by_place[place], read))
        self._check_rows({column.name: by_place[place] for place, column, _reader in self._readers}, lines, wrong)
        texts = map("\t".join, zip(*columns, strict=True))
        good = [text for index, text in enumerate(texts) if index not in wrong] if wrong else list(texts)
        return "\n".join([*good, ""]) if good else ""

    def _column(self, column: Column, reader: Reader, cells: Sequence[str], lines: Sequence[int], wrong: set[int]) -> Sequence[str]:
        try:
            return reader.many(cells)
        except Bad:
            return self._cell_by_cell(column, reader, cells, lines, wrong)

    def _as_written(self, column: Column, cells: Sequence[str], read: Sequence[str]) -> Iterable[str]:
        """What the file says where something else was read; none elsewhere."""
        if read is cells:
            return repeat(NULL, len(cells))
        written = [NULL if cell == text else cell.translate(ESCAPES) for cell, text in zip(cells, read, strict=True)]
        if written.count(NULL) < len(written):
            self.rewritten.add(column.name)
        return written

    def _cell_by_cell(self, column: Column, reader: Reader, cells: Sequence[str], lines: Sequence[int], wrong: set[int]) -> list[str]:
        texts = []
        for index, cell in enumerate(cells):
            try:
                texts.append(reader.one(cell))
            except Bad as bad:
                self.problem(lines[index], column.name, bad)
                wrong.add(index)
                texts.append("")
        return texts

    def _check_rows(self, cells: dict[str, Sequence[str]], lines: Sequence[int], wrong: set[int]) -> None:
        for check in self.spec.row_checks:
            for index, column, bad in check(cells):
                if index not in wrong:
                    self.problem(lines[index], column, bad)
                    wrong.add(index)

    def months(self) -> set[Month]:
        """The months of the columns that date the rows."""
        dating = self.spec.months.columns if self.spec.months else ()
        return {month for _p, column, reader in self._readers if column.name in dating for month in reader.months()}


def collect_keys(file: FolderFile, source: Source, known: KnownKeys, errors: Issues) -> None:
    """Note the keys of a file that others refer to, before any of them is read. Where that fails, every key counts as known."""
    keys = known.of(file.spec.name)
    (name,) = file.spec.key

    def problem(line: int, column: str, bad: Bad) -> None:
        keys.complete = False

    if not source.examine(problem):
        return
    _line, header, batches = with_header(source.batches(problem))
    if name not in header:
        keys.complete = False
        return
    place = header.index(name)
    for lines, rows in batches:
        found = [cells[place] for cells in rows if place < len(cells)]
        if is_plain(found) and not keys.older:
            keys.keys.update(key for key in found if len(key) <= KEY_MAX)
        else:
            keys.keys.update(_named(keys, found))
        if len(keys.keys) > KEYS_MAX:
            keys.complete = False
            errors.add(file.place, lines[0], ROW, Bad(TOO_MANY, limit=KEYS_MAX))
            return


def _named(keys: KeySet, cells: Iterable[str]) -> Iterator[str]:
    """The keys that cells mean, without what cannot be one."""
    for cell in cells:
        with suppress(Unfit):
            yield keys.named(cell)


def with_header(batches: Iterator[Batch]) -> tuple[int, list[str], Iterator[Batch]]:
    """The first row with its line (no cells where there is none), and the batches without it."""
    for lines, rows in batches:
        if rows:
            # some programs begin a file that is not UTF-8 with a byte-order mark too
            return lines[0], [rows[0][0].removeprefix("\ufeff"), *rows[0][1:]], chain([(lines[1:], rows[1:])], batches)
    return 1, [], iter(())
