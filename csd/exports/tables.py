"""The makers of kinds that are one table: XLSX and CSV of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from csd.exports.csv_files import write_csv
from csd.exports.registry import Maker, Moved, Order, Span
from csd.exports.sheets import Sheet
from csd.exports.xlsx import write_xlsx

PORTION = 2_000


def tables(sheet_of: Callable[[Order], Sheet]) -> Mapping[str, Maker]:
    """A maker for each format of a table."""

    def xlsx(order: Order, span: Span, path: Path, moved: Moved) -> int:
        return write_xlsx(path, sheet_of(order), moved)

    def csv(order: Order, span: Span, path: Path, moved: Moved) -> int:
        return write_csv(path, sheet_of(order), moved)

    return {"xlsx": Maker(xlsx), "csv": Maker(csv)}


def in_portions(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Rows as sheets take them."""
    portion: list[Sequence[Any]] = []
    for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
