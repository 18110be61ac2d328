"""Rows of an XLSX file. It is parsed by a child process (sheet_child.py) with limits on memory and time; rows stream back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_noop as _

from csd.loading.issues import FILE, ROW, Bad
from csd.loading.lines import Batch, Problem
from csd.loading.sources import CHANGED, unreadable

CHILD = Path(__file__).with_name("sheet_child.py")
SECONDS_MAX = 120
FILE_MAX = 1 << 30

TOO_BIG = _("is larger than %(limit)s MB; save it as CSV")
PROBLEMS = {
    "entries": _("is no workbook that can be read: its archive has %(count)s entries"),
    "unpacked": _("would unpack to %(size)s MB, which is out of all proportion; save it as CSV"),
    "password": _("is protected by a password"),
    "cells": _("spans %(rows)s rows and %(columns)s columns; delete what is empty, or save it as CSV"),
    "unreadable": _("is no workbook that can be read (%(reason)s)"),
    "digits": _("“%(value)s” is kept as a number and has lost digits; format the cells of this column as text and enter it again"),
    "hollow": _("is a formula without a value, or with an error for one; put the value itself here"),
    "long_row": _("is longer than %(limit)s characters"),
}
GAVE_UP = _("cannot be read within the limits of memory and time for a workbook; save it as CSV")


class SheetSource:
    """The first sheet of a workbook, like a CsvSource. `forms` says which columns hold dates, times or months."""

    def __init__(self, path: Path, forms: Mapping[str, str]) -> None:
        self.path, self._forms = path, dict(forms)
        self.sha256 = ""
        self.unfinished = False
        self._bad: Bad | None = None

    def examine(self, problem: Problem) -> bool:
        """Digest and size; False after a problem that leaves nothing to read. The bytes are read the first time only."""
        if not self.sha256 and not self._bad:
            self._bad = self._first_pass()
        if self._bad:
            problem(1, FILE, self._bad)
        return self._bad is None

    def _first_pass(self) -> Bad | None:
        try:
            if self.path.stat().st_size > FILE_MAX:
                return Bad(TOO_BIG, limit=FILE_MAX >> 20)
            self.sha256 = self._digest()
        except OSError as error:
            return unreadable(error)
        return None

    def batches(self, problem: Problem) -> Iterator[Batch]:
        """The rows that have a cell, the header first."""
        for item in self._items():
            if isinstance(item, list):
                yield [number for number, _cells in item], [cells for _number, cells in item]
            elif "row" in item:
                problem(item.pop("row"), item.pop("column", ROW), Bad(PROBLEMS[item.pop("problem")], **item))
            else:
                problem(1, FILE, Bad(PROBLEMS.get(item.pop("problem"), GAVE_UP), **item))
        try:
            if self._digest() != self.sha256:
                problem(1, FILE, Bad(CHANGED))
        except OSError as error:
            problem(1, FILE, unreadable(error))

    def _digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _items(self) -> Iterator[Any]:
        """What the child writes; a last problem where it was ended before it was through."""
        # -I: neither the environment nor the current folder decides what is imported
        command = [sys.executable, "-I", str(CHILD), str(self.path), json.dumps(self._forms)]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            timer = threading.Timer(SECONDS_MAX, child.kill)
            timer.start()
            try:
                complete = False
                for line in child.stdout or ():
                    item = _parsed(line)
                    complete = isinstance(item, dict) and ("end" in item or ("problem" in item and "row" not in item))
                    if not (isinstance(item, dict) and "end" in item):
                        yield item
                if not complete:
                    yield {"problem": "gave_up"}
            finally:
                timer.cancel()
                with contextlib.suppress(ProcessLookupError):
                    child.kill()


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        # a child that was ended in the middle of a line
        return {"problem": "gave_up"}
